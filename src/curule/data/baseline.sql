-- Written by `make baseline` from a database that went through the migrations below; not by hand.
-- digest of ours: 36400dcc76a9c4789d0591902c6359051b4076f9d4211e3d62df1ff14500ea09
SET LOCAL check_function_bodies = false;

CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE TYPE procrastinate_job_event_type AS ENUM (
    'deferred',
    'started',
    'deferred_for_retry',
    'failed',
    'succeeded',
    'cancelled',
    'abort_requested',
    'aborted',
    'scheduled',
    'retried'
);
CREATE TYPE procrastinate_job_status AS ENUM (
    'todo',
    'doing',
    'succeeded',
    'failed',
    'cancelled',
    'aborting',
    'aborted'
);
CREATE TYPE procrastinate_job_to_defer_v1 AS (
	queue_name character varying,
	task_name character varying,
	priority integer,
	lock text,
	queueing_lock text,
	args jsonb,
	scheduled_at timestamp with time zone
);
CREATE FUNCTION pgtrigger_account_closing_decided_85758() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'account_closing_decided: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'account_closing_decided', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_account_closing_kept_5b238() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'account_closing_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'account_closing_kept', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_account_closing_not_emptied_54af1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'account_closing_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'account_closing_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_account_tells_23f15() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    PERFORM pg_notify('curule_taken_away', NEW.id::text);
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_api_key_as_made_75820() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'api_key_as_made: only ends_at, ended_by, used_at may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'api_key_as_made', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_api_key_ends_for_good_8bbff() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'api_key_ends_for_good: an end that was set comes no later' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'api_key_ends_for_good', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_api_key_kept_ab5d0() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'api_key_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'api_key_kept', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_api_key_not_emptied_d4732() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'api_key_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'api_key_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_api_key_tells_6239d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    PERFORM pg_notify('curule_taken_away', NEW.id::text);
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_api_request_as_made_9af25() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'api_request_as_made: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'api_request_as_made', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_assignment_closed_8c842() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'assignment_closed: only email, end_reason may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'assignment_closed', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_assignment_in_its_seat_f0806() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF EXISTS (
    SELECT FROM curule_assignment a
    LEFT JOIN curule_seat s ON s.account_id = a.account_id AND s.id = a.seat_id
    WHERE a.account_id = NEW.account_id AND a.id = NEW.id AND CASE
        WHEN a.ended_at IS NOT NULL THEN s.assignment_id = a.id
        ELSE (s.assignment_id, s.subscription_id, s.pool_id, s.seat_type_id)
            IS DISTINCT FROM (a.id, a.subscription_id, a.pool_id, a.seat_type_id)
            OR a.started_at < s.starts_at OR a.started_at >= s.ends_at
    END
) THEN RAISE EXCEPTION 'assignment_in_its_seat: an open assignment and its seat must name each other, in one pool and seat type' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'assignment_in_its_seat', TABLE = TG_TABLE_NAME; END IF;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_assignment_kept_038f4() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'assignment_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'assignment_kept', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_assignment_lent_no_shorter_0ee79() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'assignment_lent_no_shorter: a seat that is held is not lent, and a lease is given back, not shortened' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'assignment_lent_no_shorter', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_assignment_not_emptied_a306e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'assignment_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'assignment_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_assignment_same_holder_c623d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'assignment_same_holder: another holder is another assignment' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'assignment_same_holder', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_assignment_tells_9972f() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    PERFORM pg_notify('curule_taken_away', NEW.id::text);
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_bank_entry_as_the_bank_says_7536d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'bank_entry_as_the_bank_says: only status, comment, decided_at, decided_by may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'bank_entry_as_the_bank_says', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_bank_entry_is_its_parts_b825c() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF EXISTS (
    SELECT FROM curule_bank_entry e
    WHERE e.id = NEW.id AND e.status IN ('assigned', 'recorded') AND e.amount_minor <> (
        SELECT COALESCE(SUM(p.amount_minor), 0) FROM curule_bank_entry_part p
        WHERE p.entry_id = e.id
    )
) THEN RAISE EXCEPTION 'bank_entry_is_its_parts: its parts are not what came in' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'bank_entry_is_its_parts', TABLE = TG_TABLE_NAME; END IF;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_bank_entry_kept_14325() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'bank_entry_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'bank_entry_kept', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_bank_entry_not_emptied_17dbe() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'bank_entry_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'bank_entry_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_bank_entry_part_as_said_bbeb4() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'bank_entry_part_as_said: only payment_id may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'bank_entry_part_as_said', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_bank_entry_part_kept_89cb5() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'bank_entry_part_kept: what is paid never goes' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'bank_entry_part_kept', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_bank_entry_part_not_emptied_753d2() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'bank_entry_part_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'bank_entry_part_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_bank_entry_part_paid_once_0dea3() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'bank_entry_part_paid_once: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'bank_entry_part_paid_once', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_bank_entry_recorded_whole_910d4() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF EXISTS (
    SELECT FROM curule_bank_entry e
    JOIN curule_bank_entry_part p ON p.entry_id = e.id
    WHERE e.id = NEW.id AND e.status = 'recorded' AND p.payment_id IS NULL
) THEN RAISE EXCEPTION 'bank_entry_recorded_whole: a part of it is no payment yet' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'bank_entry_recorded_whole', TABLE = TG_TABLE_NAME; END IF;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_bank_entry_status_one_way_2882b() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'bank_entry_status_one_way: its status does not go that way' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'bank_entry_status_one_way', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_bank_statement_append_only_199ad() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'bank_statement_append_only: its rows never change and never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'bank_statement_append_only', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_bank_statement_not_emptied_052a1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'bank_statement_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'bank_statement_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_batch_as_begun_bfdd1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'batch_as_begun: only ends_at may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'batch_as_begun', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_batch_kept_06b31() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'batch_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'batch_kept', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_batch_not_emptied_255d1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'batch_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'batch_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_charge_as_charged_10ea6() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'charge_as_charged: only quantity, credited_minor, coupon_code, amount_off_minor, closed_at may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'charge_as_charged', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_charge_credit_stays_7ac78() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'charge_credit_stays: what was given back stays given back' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'charge_credit_stays', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_charge_kept_f42bb() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'charge_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'charge_kept', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_charge_not_emptied_81919() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'charge_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'charge_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_coupon_as_made_ce954() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'coupon_as_made: only redeemed, stopped_at, stopped_by may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'coupon_as_made', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_coupon_kept_5efed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'coupon_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'coupon_kept', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_coupon_not_emptied_11a01() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'coupon_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'coupon_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_coupon_plan_append_only_483f0() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'coupon_plan_append_only: its rows never change and never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'coupon_plan_append_only', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_coupon_plan_not_emptied_4c883() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'coupon_plan_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'coupon_plan_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_coupon_redemption_as_made_01fc8() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'coupon_redemption_as_made: only place, used, in_force, released_at, ended_at may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'coupon_redemption_as_made', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_coupon_redemption_counts_up_a7d19() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'coupon_redemption_counts_up: what a coupon was used for stays used' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'coupon_redemption_counts_up', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_coupon_redemption_kept_3b16b() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'coupon_redemption_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'coupon_redemption_kept', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_coupon_redemption_not_emptied_889e4() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'coupon_redemption_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'coupon_redemption_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_coupon_stopped_e18d3() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'coupon_stopped: only redeemed may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'coupon_stopped', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_credit_entry_append_only_3a495() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'credit_entry_append_only: its rows never change and never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'credit_entry_append_only', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_credit_entry_continues_353e7() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                DECLARE balance bigint;
                BEGIN
                    
    SELECT balance_after_minor INTO balance FROM curule_credit_entry
    WHERE account_id = NEW.account_id AND currency = NEW.currency AND number = NEW.number - 1;
IF balance IS NULL AND NEW.number <> 1 OR COALESCE(balance, 0) + NEW.amount_minor <> NEW.balance_after_minor THEN RAISE EXCEPTION 'credit_entry_continues: it does not continue the balance' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'credit_entry_continues', TABLE = TG_TABLE_NAME; END IF;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_credit_entry_not_emptied_9d51d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'credit_entry_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'credit_entry_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_credit_entry_on_its_invoice_9b199() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF EXISTS (
    SELECT FROM curule_invoice i
    WHERE i.account_id = NEW.account_id AND (i.paid_minor, i.credited_minor) <> ((
        SELECT COALESCE(SUM(p.applied_minor), 0) FROM curule_payment p
        WHERE p.account_id = i.account_id AND p.invoice_id = i.id AND p.status = 'succeeded'
    ) - (
        SELECT COALESCE(SUM(e.amount_minor), 0) FROM curule_credit_entry e
        WHERE e.account_id = i.account_id AND e.source_id = i.id AND e.source = 'invoice'
    ), (
        SELECT COALESCE(SUM(n.to_open_minor), 0) FROM curule_credit_note n
        WHERE n.account_id = i.account_id AND n.invoice_id = i.id
    ))
 AND i.id = NEW.source_id) THEN RAISE EXCEPTION 'credit_entry_on_its_invoice: what came in on its invoice is not what it says was paid' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'credit_entry_on_its_invoice', TABLE = TG_TABLE_NAME; END IF;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_credit_note_as_issued_411f9() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'credit_note_as_issued: what it says was written with its number' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'credit_note_as_issued', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_credit_note_has_a_number_f1f1a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF EXISTS (SELECT FROM curule_credit_note d WHERE d.account_id = NEW.account_id AND d.id = NEW.id AND d.number IS NULL) THEN RAISE EXCEPTION 'credit_note_has_a_number: it has no number' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'credit_note_has_a_number', TABLE = TG_TABLE_NAME; END IF;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_credit_note_is_its_lines_09404() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF EXISTS (
    SELECT FROM curule_credit_note n
    LEFT JOIN curule_invoice i ON i.account_id = n.account_id AND i.id = n.invoice_id
    WHERE n.account_id = NEW.account_id
    AND (
        n.subtotal_minor, CASE i.tax_behavior WHEN 'inclusive' THEN n.tax_minor ELSE 0 END
    ) <> (
        SELECT COALESCE(SUM(l.amount_minor - l.included_tax_minor), 0),
            COALESCE(SUM(l.included_tax_minor), 0)
        FROM curule_credit_note_line l
        WHERE l.account_id = n.account_id AND l.credit_note_id = n.id
    )
 AND n.id = NEW.id) THEN RAISE EXCEPTION 'credit_note_is_its_lines: its subtotal is not the sum of its lines' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'credit_note_is_its_lines', TABLE = TG_TABLE_NAME; END IF;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_credit_note_issued_5ea7d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'credit_note_issued: only number, as_issued may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'credit_note_issued', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_credit_note_keeps_its_number_1a780() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'credit_note_keeps_its_number: a number is given once' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'credit_note_keeps_its_number', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_credit_note_kept_1d485() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'credit_note_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'credit_note_kept', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_credit_note_line_append_only_eee19() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'credit_note_line_append_only: its rows never change and never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'credit_note_line_append_only', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_credit_note_line_not_emptied_731e1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'credit_note_line_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'credit_note_line_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_credit_note_line_of_its_note_e6b62() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF EXISTS (
    SELECT FROM curule_credit_note n
    LEFT JOIN curule_invoice i ON i.account_id = n.account_id AND i.id = n.invoice_id
    WHERE n.account_id = NEW.account_id
    AND (
        n.subtotal_minor, CASE i.tax_behavior WHEN 'inclusive' THEN n.tax_minor ELSE 0 END
    ) <> (
        SELECT COALESCE(SUM(l.amount_minor - l.included_tax_minor), 0),
            COALESCE(SUM(l.included_tax_minor), 0)
        FROM curule_credit_note_line l
        WHERE l.account_id = n.account_id AND l.credit_note_id = n.id
    )
 AND n.id = NEW.credit_note_id) THEN RAISE EXCEPTION 'credit_note_line_of_its_note: the subtotal of its credit note is not the sum of the lines' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'credit_note_line_of_its_note', TABLE = TG_TABLE_NAME; END IF;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_credit_note_not_emptied_eb6b2() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'credit_note_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'credit_note_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_credit_note_number_follows_on_071be() RETURNS trigger
    LANGUAGE plpgsql
    AS $_$
                
                BEGIN
                    IF EXISTS (
        SELECT FROM (
            SELECT SUBSTRING(NEW.number FROM '^(.*)-[0-9]+$') AS key,
                SUBSTRING(NEW.number FROM '([0-9]+)$')::numeric AS place
        ) n
        LEFT JOIN curule_invoice_series s ON s.key = n.key
        WHERE s.key IS NULL OR n.place NOT BETWEEN 1 AND s.last_number
        OR NEW.number <> n.key || '-' || LPAD((n.place)::text, GREATEST(LENGTH((n.place)::text), 6), '0')
        OR n.place > 1 AND NOT EXISTS (
            SELECT FROM curule_credit_note d WHERE d.number = n.key || '-' || LPAD((n.place - 1)::text, GREATEST(LENGTH((n.place - 1)::text), 6), '0')
        ) AND NOT EXISTS (SELECT FROM curule_lost_numbers l WHERE l.series = n.key AND n.place - 1 BETWEEN l.first_number AND l.last_number)
    ) THEN RAISE EXCEPTION 'credit_note_number_follows_on: its number is not the one that follows in a series' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'credit_note_number_follows_on', TABLE = TG_TABLE_NAME; END IF;
                    RETURN COALESCE(NEW, OLD);
                END;
            $_$;
CREATE FUNCTION pgtrigger_credit_note_on_its_invoice_fe9b7() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF EXISTS (
    SELECT FROM curule_invoice i
    WHERE i.account_id = NEW.account_id AND (i.paid_minor, i.credited_minor) <> ((
        SELECT COALESCE(SUM(p.applied_minor), 0) FROM curule_payment p
        WHERE p.account_id = i.account_id AND p.invoice_id = i.id AND p.status = 'succeeded'
    ) - (
        SELECT COALESCE(SUM(e.amount_minor), 0) FROM curule_credit_entry e
        WHERE e.account_id = i.account_id AND e.source_id = i.id AND e.source = 'invoice'
    ), (
        SELECT COALESCE(SUM(n.to_open_minor), 0) FROM curule_credit_note n
        WHERE n.account_id = i.account_id AND n.invoice_id = i.id
    ))
 AND i.id = NEW.invoice_id) THEN RAISE EXCEPTION 'credit_note_on_its_invoice: what is credited on its invoice is not what its credit notes lowered' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'credit_note_on_its_invoice', TABLE = TG_TABLE_NAME; END IF;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_credit_note_within_its_invoice_402ab() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    
    PERFORM FROM curule_invoice
    WHERE account_id = NEW.account_id AND id = NEW.invoice_id FOR NO KEY UPDATE;
IF EXISTS (
    SELECT FROM curule_invoice i
    WHERE i.account_id = NEW.account_id AND i.id = NEW.invoice_id AND (
        i.currency <> NEW.currency OR (
            SELECT SUM(
                CASE i.tax_behavior WHEN 'inclusive' THEN n.total_minor ELSE n.subtotal_minor END
            ) FROM curule_credit_note n
            WHERE n.account_id = i.account_id AND n.invoice_id = i.id
        ) > (
            SELECT COALESCE(SUM(l.amount_minor), 0) FROM curule_invoice_line l
            WHERE l.account_id = i.account_id AND l.invoice_id = i.id AND l.amount_minor > 0
        )
    )
) THEN RAISE EXCEPTION 'credit_note_within_its_invoice: more is credited on its invoice than was charged, or in another currency' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'credit_note_within_its_invoice', TABLE = TG_TABLE_NAME; END IF;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_device_as_added_2ad59() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'device_as_added: only name, token_until, released_at, released_by may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'device_as_added', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_device_kept_5bc26() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'device_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'device_kept', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_device_not_emptied_dd943() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'device_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'device_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_device_released_c4136() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'device_released: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'device_released', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_device_tokens_live_on_474cc() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'device_tokens_live_on: a token that was given out ends no earlier' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'device_tokens_live_on', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_directory_token_as_made_51c34() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'directory_token_as_made: only ends_at, ended_by, used_at may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'directory_token_as_made', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_directory_token_ends_for_good_30f26() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'directory_token_ends_for_good: an end that was set comes no later' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'directory_token_ends_for_good', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_directory_token_kept_52b6d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'directory_token_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'directory_token_kept', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_directory_token_not_emptied_4b90d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'directory_token_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'directory_token_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_dispute_kept_19e9a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'dispute_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'dispute_kept', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_dispute_not_emptied_074a2() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'dispute_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'dispute_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_domain_claim_as_made_db5d8() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'domain_claim_as_made: only checked_at, proof, missing_since, next_check_at, withdrawn_at, withdrawn_by may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'domain_claim_as_made', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_domain_claim_kept_39e5c() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'domain_claim_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'domain_claim_kept', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_domain_claim_not_emptied_aa229() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'domain_claim_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'domain_claim_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_domain_claim_withdrawn_eb4aa() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'domain_claim_withdrawn: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'domain_claim_withdrawn', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_domain_kept_99e9b() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'domain_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'domain_kept', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_domain_not_emptied_14b16() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'domain_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'domain_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_domain_removed_74d5d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'domain_removed: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'domain_removed', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_event_append_only_06fd6() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'event_append_only: its rows never change and never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'event_append_only', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_event_not_emptied_18410() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'event_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'event_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_external_id_as_given_fb6af() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'external_id_as_given: only email, ended_at may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'external_id_as_given', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_external_id_ends_for_good_51932() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'external_id_ends_for_good: an ended one stays as it was' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'external_id_ends_for_good', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_external_id_kept_8ebf8() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'external_id_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'external_id_kept', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_external_id_not_emptied_52457() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'external_id_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'external_id_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_external_id_tells_1fe60() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    PERFORM pg_notify('curule_taken_away', NEW.id::text);
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_foreign_id_as_written_a8430() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'foreign_id_as_written: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'foreign_id_as_written', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_foreign_id_kept_342bd() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'foreign_id_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'foreign_id_kept', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_foreign_id_not_emptied_59e2f() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'foreign_id_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'foreign_id_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_gateway_event_as_received_d316d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'gateway_event_as_received: only look_again_at, looked, outcome may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'gateway_event_as_received', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_gateway_event_kept_0bcc4() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'gateway_event_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'gateway_event_kept', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_gateway_event_not_emptied_253e3() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'gateway_event_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'gateway_event_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_invitation_closed_97e92() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'invitation_closed: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invitation_closed', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_invitation_kept_2fedc() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'invitation_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invitation_kept', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_invitation_not_emptied_1daae() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'invitation_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invitation_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_invitation_same_address_d1c34() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'invitation_same_address: it is bound to its address' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invitation_same_address', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_invoice_as_issued_0623e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'invoice_as_issued: what it says was written with its number' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_as_issued', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_invoice_has_a_number_16188() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF EXISTS (SELECT FROM curule_invoice d WHERE d.account_id = NEW.account_id AND d.id = NEW.id AND d.number IS NULL) THEN RAISE EXCEPTION 'invoice_has_a_number: it has no number' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_has_a_number', TABLE = TG_TABLE_NAME; END IF;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_invoice_is_its_lines_6ee3c() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF EXISTS (
    SELECT FROM curule_invoice i
    WHERE i.account_id = NEW.account_id AND i.status <> 'draft'
    AND (
        i.subtotal_minor, CASE i.tax_behavior WHEN 'inclusive' THEN i.tax_minor ELSE 0 END
    ) <> (
        SELECT COALESCE(SUM(l.amount_minor - l.included_tax_minor), 0),
            COALESCE(SUM(l.included_tax_minor), 0)
        FROM curule_invoice_line l
        WHERE l.account_id = i.account_id AND l.invoice_id = i.id
    )
 AND i.id = NEW.id) THEN RAISE EXCEPTION 'invoice_is_its_lines: its subtotal is not the sum of its lines' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_is_its_lines', TABLE = TG_TABLE_NAME; END IF;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_invoice_issued_5426a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'invoice_issued: only number, as_issued, status, paid_minor, credited_minor, is_granted, left_behind_at, next_attempt_at, attempts, closed_at may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_issued', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_invoice_keeps_its_number_d9361() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'invoice_keeps_its_number: a number is given once' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_keeps_its_number', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_invoice_kept_c105b() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'invoice_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_kept', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_invoice_line_append_only_1ac8d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'invoice_line_append_only: its rows never change and never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_line_append_only', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_invoice_line_not_emptied_baa6c() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'invoice_line_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_line_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_invoice_line_of_its_invoice_9291a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF EXISTS (
    SELECT FROM curule_invoice i
    WHERE i.account_id = NEW.account_id AND i.status <> 'draft'
    AND (
        i.subtotal_minor, CASE i.tax_behavior WHEN 'inclusive' THEN i.tax_minor ELSE 0 END
    ) <> (
        SELECT COALESCE(SUM(l.amount_minor - l.included_tax_minor), 0),
            COALESCE(SUM(l.included_tax_minor), 0)
        FROM curule_invoice_line l
        WHERE l.account_id = i.account_id AND l.invoice_id = i.id
    )
 AND i.id = NEW.invoice_id) THEN RAISE EXCEPTION 'invoice_line_of_its_invoice: the subtotal of its invoice is not the sum of the lines' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_line_of_its_invoice', TABLE = TG_TABLE_NAME; END IF;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_invoice_not_emptied_42149() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'invoice_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_invoice_number_follows_on_74c7e() RETURNS trigger
    LANGUAGE plpgsql
    AS $_$
                
                BEGIN
                    IF EXISTS (
        SELECT FROM (
            SELECT SUBSTRING(NEW.number FROM '^(.*)-[0-9]+$') AS key,
                SUBSTRING(NEW.number FROM '([0-9]+)$')::numeric AS place
        ) n
        LEFT JOIN curule_invoice_series s ON s.key = n.key
        WHERE s.key IS NULL OR n.place NOT BETWEEN 1 AND s.last_number
        OR NEW.number <> n.key || '-' || LPAD((n.place)::text, GREATEST(LENGTH((n.place)::text), 6), '0')
        OR n.place > 1 AND NOT EXISTS (
            SELECT FROM curule_invoice d WHERE d.number = n.key || '-' || LPAD((n.place - 1)::text, GREATEST(LENGTH((n.place - 1)::text), 6), '0')
        ) AND NOT EXISTS (SELECT FROM curule_lost_numbers l WHERE l.series = n.key AND n.place - 1 BETWEEN l.first_number AND l.last_number)
    ) THEN RAISE EXCEPTION 'invoice_number_follows_on: its number is not the one that follows in a series' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_number_follows_on', TABLE = TG_TABLE_NAME; END IF;
                    RETURN COALESCE(NEW, OLD);
                END;
            $_$;
CREATE FUNCTION pgtrigger_invoice_owed_tells_728d1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    PERFORM pg_notify('curule_taken_away', NEW.subscription_id::text);
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_invoice_paid_by_what_came_in_5857e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF EXISTS (
    SELECT FROM curule_invoice i
    WHERE i.account_id = NEW.account_id AND (i.paid_minor, i.credited_minor) <> ((
        SELECT COALESCE(SUM(p.applied_minor), 0) FROM curule_payment p
        WHERE p.account_id = i.account_id AND p.invoice_id = i.id AND p.status = 'succeeded'
    ) - (
        SELECT COALESCE(SUM(e.amount_minor), 0) FROM curule_credit_entry e
        WHERE e.account_id = i.account_id AND e.source_id = i.id AND e.source = 'invoice'
    ), (
        SELECT COALESCE(SUM(n.to_open_minor), 0) FROM curule_credit_note n
        WHERE n.account_id = i.account_id AND n.invoice_id = i.id
    ))
 AND i.id = NEW.id) THEN RAISE EXCEPTION 'invoice_paid_by_what_came_in: what is paid or credited on it is not what came in' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_paid_by_what_came_in', TABLE = TG_TABLE_NAME; END IF;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_invoice_series_as_far_as_issued_82dd5() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF EXISTS (
    SELECT WHERE NOT EXISTS (
        SELECT FROM curule_invoice d WHERE d.number = NEW.key || '-' || LPAD((NEW.last_number)::text, GREATEST(LENGTH((NEW.last_number)::text), 6), '0')
        UNION ALL
        SELECT FROM curule_credit_note d WHERE d.number = NEW.key || '-' || LPAD((NEW.last_number)::text, GREATEST(LENGTH((NEW.last_number)::text), 6), '0')
    ) AND NOT EXISTS (SELECT FROM curule_lost_numbers l WHERE l.series = NEW.key AND NEW.last_number BETWEEN l.first_number AND l.last_number)
) THEN RAISE EXCEPTION 'invoice_series_as_far_as_issued: no document has its last number' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_series_as_far_as_issued', TABLE = TG_TABLE_NAME; END IF;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_invoice_series_goes_up_599de() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'invoice_series_goes_up: a number is never used again' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_series_goes_up', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_invoice_series_kept_fd839() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'invoice_series_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_series_kept', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_invoice_series_not_emptied_3e2be() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'invoice_series_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_series_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_invoice_status_one_way_088c9() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'invoice_status_one_way: its status does not go that way' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_status_one_way', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_invoice_unpaid_tells_0fa3a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    PERFORM pg_notify('curule_taken_away', NEW.subscription_id::text);
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_ledger_entry_append_only_caeed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'ledger_entry_append_only: its rows never change and never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ledger_entry_append_only', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_ledger_entry_balanced_1f5c7() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF EXISTS (
    SELECT FROM curule_ledger_transaction t
    LEFT JOIN curule_ledger_entry e ON e.account_id = t.account_id AND e.transaction_id = t.id
    WHERE t.account_id = NEW.account_id AND t.id = NEW.transaction_id
    GROUP BY t.id, t.currency
    HAVING COUNT(e.id) = 0 OR SUM(e.amount_minor) <> 0 OR BOOL_OR(e.currency <> t.currency)
) THEN RAISE EXCEPTION 'ledger_entry_balanced: the entries of its transaction do not sum to zero in its currency' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ledger_entry_balanced', TABLE = TG_TABLE_NAME; END IF;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_ledger_entry_not_emptied_7153b() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'ledger_entry_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ledger_entry_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_ledger_transaction_append_only_6493a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'ledger_transaction_append_only: its rows never change and never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ledger_transaction_append_only', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_ledger_transaction_balanced_93078() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF EXISTS (
    SELECT FROM curule_ledger_transaction t
    LEFT JOIN curule_ledger_entry e ON e.account_id = t.account_id AND e.transaction_id = t.id
    WHERE t.account_id = NEW.account_id AND t.id = NEW.id
    GROUP BY t.id, t.currency
    HAVING COUNT(e.id) = 0 OR SUM(e.amount_minor) <> 0 OR BOOL_OR(e.currency <> t.currency)
) THEN RAISE EXCEPTION 'ledger_transaction_balanced: it has no entries, or they do not sum to zero' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ledger_transaction_balanced', TABLE = TG_TABLE_NAME; END IF;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_ledger_transaction_not_emptied_40a56() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'ledger_transaction_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ledger_transaction_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_lost_numbers_append_only_be425() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'lost_numbers_append_only: its rows never change and never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'lost_numbers_append_only', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_lost_numbers_not_emptied_3c9d6() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'lost_numbers_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'lost_numbers_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_member_kept_7aadf() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'member_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'member_kept', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_member_left_c5bd3() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'member_left: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'member_left', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_member_not_emptied_867a0() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'member_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'member_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_method_setup_kept_57a66() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'method_setup_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'method_setup_kept', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_method_setup_not_emptied_362c8() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'method_setup_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'method_setup_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_next_term_as_asked_b4dca() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'next_term_as_asked: only leaves, starts_at, status, closed_at may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'next_term_as_asked', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_next_term_closed_f375a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'next_term_closed: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'next_term_closed', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_next_term_kept_49a5d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'next_term_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'next_term_kept', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_next_term_not_emptied_d6867() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'next_term_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'next_term_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_next_term_tells_d4682() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    PERFORM pg_notify('curule_taken_away', NEW.subscription_id::text);
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_notice_append_only_90482() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'notice_append_only: its rows never change and never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'notice_append_only', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_notice_not_emptied_b17df() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'notice_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'notice_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_operation_as_given_92138() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'operation_as_given: only result may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'operation_as_given', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_operation_kept_616f4() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'operation_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'operation_kept', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_operation_not_emptied_0780a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'operation_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'operation_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_operation_result_once_78d81() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'operation_result_once: its result was given already' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'operation_result_once', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_order_as_placed_fb780() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'order_as_placed: only status, invoice_id, granted_at, closed_at may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'order_as_placed', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_order_kept_f79e4() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'order_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'order_kept', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_order_not_emptied_2adb4() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'order_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'order_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_order_status_one_way_17501() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'order_status_one_way: its status does not go that way' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'order_status_one_way', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_outbox_message_as_written_67147() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'outbox_message_as_written: only status, attempts, next_attempt_at, leased_until, fence, sent_at, failure may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'outbox_message_as_written', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_outbox_message_kept_94ec2() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'outbox_message_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'outbox_message_kept', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_outbox_message_not_emptied_a19c6() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'outbox_message_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'outbox_message_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_outbox_message_status_one_way_73e5a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'outbox_message_status_one_way: its status does not go that way' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'outbox_message_status_one_way', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_payment_as_intended_640fb() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'payment_as_intended: only status, applied_minor, refunded_minor, reference, failure, settled_at, ask_again_at, asked may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'payment_as_intended', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_payment_counts_its_refunds_7ab98() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF EXISTS (
    SELECT FROM curule_payment p
    WHERE p.account_id = NEW.account_id AND p.id = NEW.id AND (p.refunded_minor <> (
        SELECT COALESCE(SUM(r.amount_minor), 0) FROM curule_refund r
        WHERE r.account_id = p.account_id AND r.payment_id = p.id
    ))
) THEN RAISE EXCEPTION 'payment_counts_its_refunds: what was refunded of it is not the sum of its refunds' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'payment_counts_its_refunds', TABLE = TG_TABLE_NAME; END IF;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_payment_kept_db6d2() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'payment_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'payment_kept', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_payment_method_kept_520cf() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'payment_method_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'payment_method_kept', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_payment_method_not_emptied_5f0e1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'payment_method_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'payment_method_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_payment_not_emptied_7f11a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'payment_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'payment_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_payment_on_its_invoice_5d945() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF EXISTS (
    SELECT FROM curule_invoice i
    WHERE i.account_id = NEW.account_id AND (i.paid_minor, i.credited_minor) <> ((
        SELECT COALESCE(SUM(p.applied_minor), 0) FROM curule_payment p
        WHERE p.account_id = i.account_id AND p.invoice_id = i.id AND p.status = 'succeeded'
    ) - (
        SELECT COALESCE(SUM(e.amount_minor), 0) FROM curule_credit_entry e
        WHERE e.account_id = i.account_id AND e.source_id = i.id AND e.source = 'invoice'
    ), (
        SELECT COALESCE(SUM(n.to_open_minor), 0) FROM curule_credit_note n
        WHERE n.account_id = i.account_id AND n.invoice_id = i.id
    ))
 AND i.id = NEW.invoice_id) THEN RAISE EXCEPTION 'payment_on_its_invoice: what came in on its invoice is not what it says was paid' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'payment_on_its_invoice', TABLE = TG_TABLE_NAME; END IF;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_payment_rest_is_credit_40268() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF EXISTS (
    SELECT FROM curule_payment p
    WHERE p.account_id = NEW.account_id AND p.id = NEW.id AND p.status = 'succeeded'
    AND p.amount_minor - p.applied_minor <> (
        SELECT COALESCE(SUM(e.amount_minor), 0) FROM curule_credit_entry e
        WHERE e.account_id = p.account_id AND e.source_id = p.id AND e.source = 'overpayment'
        AND e.currency = p.currency
    )
) THEN RAISE EXCEPTION 'payment_rest_is_credit: what was paid too much is not account credit' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'payment_rest_is_credit', TABLE = TG_TABLE_NAME; END IF;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_payment_status_one_way_ecbdf() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'payment_status_one_way: its status does not go that way' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'payment_status_one_way', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_pending_line_as_priced_94d8a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'pending_line_as_priced: only invoice_id may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'pending_line_as_priced', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_pending_line_kept_7ea60() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'pending_line_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'pending_line_kept', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_pending_line_not_emptied_dab96() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'pending_line_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'pending_line_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_period_as_begun_76784() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'period_as_begun: only ends_at may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'period_as_begun', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_period_not_emptied_43ca1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'period_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'period_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_plan_version_published_4d2db() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'plan_version_published: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'plan_version_published', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_plan_version_published_stays_e0d29() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'plan_version_published_stays: a published version never goes' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'plan_version_published_stays', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_price_change_as_announced_02255() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'price_change_as_announced: only status, closed_at may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'price_change_as_announced', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_price_change_closed_278e3() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'price_change_closed: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'price_change_closed', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_price_change_kept_c40a8() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'price_change_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'price_change_kept', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_price_change_not_emptied_a725a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'price_change_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'price_change_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_price_published_b2ede() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    
    PERFORM FROM curule_plan_version
    WHERE id IN (NEW.plan_version_id, OLD.plan_version_id) FOR SHARE;
IF EXISTS (
    SELECT FROM curule_plan_version
    WHERE id IN (NEW.plan_version_id, OLD.plan_version_id) AND published_at IS NOT NULL
) THEN RAISE EXCEPTION 'price_published: a published version never changes' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'price_published', TABLE = TG_TABLE_NAME; END IF;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_quote_as_shown_00cce() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'quote_as_shown: only status, subscription_id, is_offer, expires_at, remind_at, closed_at may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'quote_as_shown', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_quote_kept_eac2b() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'quote_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'quote_kept', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_quote_not_emptied_6c59c() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'quote_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'quote_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_quote_status_one_way_6cb44() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'quote_status_one_way: its status does not go that way' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'quote_status_one_way', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_refund_as_intended_bc720() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'refund_as_intended: only status, settled_at, ask_again_at may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'refund_as_intended', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_refund_kept_52073() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'refund_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'refund_kept', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_refund_not_emptied_22e7b() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'refund_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'refund_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_refund_of_its_payment_d493b() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF EXISTS (
    SELECT FROM curule_payment p
    WHERE p.account_id = NEW.account_id AND p.id = NEW.payment_id AND (p.refunded_minor <> (
        SELECT COALESCE(SUM(r.amount_minor), 0) FROM curule_refund r
        WHERE r.account_id = p.account_id AND r.payment_id = p.id
    ) OR p.currency <> NEW.currency OR p.status NOT IN ('succeeded', 'reversed'))
) THEN RAISE EXCEPTION 'refund_of_its_payment: its payment did not come in, is of another currency or does not count it' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'refund_of_its_payment', TABLE = TG_TABLE_NAME; END IF;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_refund_status_one_way_0d022() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'refund_status_one_way: its status does not go that way' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'refund_status_one_way', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_refund_within_its_note_3e10d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    
    PERFORM FROM curule_credit_note
    WHERE account_id = NEW.account_id AND id = NEW.credit_note_id FOR NO KEY UPDATE;
IF EXISTS (
    SELECT FROM curule_credit_note n
    WHERE n.account_id = NEW.account_id AND n.id = NEW.credit_note_id AND (
        n.currency <> NEW.currency OR n.to_refund_minor < (
            SELECT SUM(r.amount_minor) FROM curule_refund r
            WHERE r.account_id = n.account_id AND r.credit_note_id = n.id
        )
    )
) THEN RAISE EXCEPTION 'refund_within_its_note: more is refunded than its credit note gives back' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'refund_within_its_note', TABLE = TG_TABLE_NAME; END IF;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_revenue_schedule_kept_e20d2() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'revenue_schedule_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'revenue_schedule_kept', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_revenue_schedule_not_emptied_70d85() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'revenue_schedule_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'revenue_schedule_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_role_grant_kept_1b5a4() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'role_grant_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'role_grant_kept', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_role_grant_not_emptied_eee92() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'role_grant_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'role_grant_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_role_grant_owner_left_bacf4() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    PERFORM FROM curule_account WHERE id = NEW.account_id FOR NO KEY UPDATE;IF NOT EXISTS (
    SELECT FROM curule_role_grant
    WHERE account_id = NEW.account_id AND role = 'owner' AND revoked_at IS NULL
) THEN RAISE EXCEPTION 'role_grant_owner_left: the account has no owner left' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'role_grant_owner_left', TABLE = TG_TABLE_NAME; END IF;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_role_grant_revoked_dfcc5() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'role_grant_revoked: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'role_grant_revoked', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_scheduled_plan_change_as_asked_2293b() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'scheduled_plan_change_as_asked: only effective_at, status, closed_at may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'scheduled_plan_change_as_asked', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_scheduled_plan_change_closed_a4c71() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'scheduled_plan_change_closed: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'scheduled_plan_change_closed', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_scheduled_plan_change_kept_22a57() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'scheduled_plan_change_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'scheduled_plan_change_kept', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_scheduled_plan_change_not_emptied_13de3() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'scheduled_plan_change_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'scheduled_plan_change_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_scheduled_reduction_as_asked_13998() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'scheduled_reduction_as_asked: only leaves, effective_at, remind_at, told, status, closed_at may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'scheduled_reduction_as_asked', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_scheduled_reduction_closed_8dcba() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'scheduled_reduction_closed: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'scheduled_reduction_closed', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_scheduled_reduction_kept_3c707() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'scheduled_reduction_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'scheduled_reduction_kept', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_scheduled_reduction_not_emptied_97f67() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'scheduled_reduction_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'scheduled_reduction_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_seat_kept_58316() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'seat_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'seat_kept', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_seat_names_its_assignment_b5f50() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF EXISTS (
    SELECT FROM curule_seat s
    LEFT JOIN curule_assignment a ON a.account_id = s.account_id AND a.id = s.assignment_id
    WHERE s.account_id = NEW.account_id AND s.id = NEW.id AND CASE
        WHEN s.assignment_id IS NULL THEN EXISTS (
            SELECT FROM curule_assignment o
            WHERE o.account_id = s.account_id AND o.seat_id = s.id AND o.ended_at IS NULL
        )
        ELSE a.ended_at IS NOT NULL OR (a.seat_id, a.subscription_id, a.pool_id, a.seat_type_id)
            IS DISTINCT FROM (s.id, s.subscription_id, s.pool_id, s.seat_type_id)
    END
) THEN RAISE EXCEPTION 'seat_names_its_assignment: an open assignment and its seat must name each other, in one pool and seat type' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'seat_names_its_assignment', TABLE = TG_TABLE_NAME; END IF;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_seat_not_emptied_d5a13() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'seat_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'seat_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_seat_of_its_subscription_ba7d7() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'seat_of_its_subscription: only pool_id, seat_type_id, starts_at, ends_at, assignment_id, freed_at, last_holder may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'seat_of_its_subscription', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_seat_request_decided_cfd0a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'seat_request_decided: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'seat_request_decided', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_seat_request_kept_1d102() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'seat_request_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'seat_request_kept', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_seat_request_not_emptied_ba254() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'seat_request_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'seat_request_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_seat_stays_within_maximum_be89e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    
    PERFORM FROM curule_subscription s
    WHERE s.account_id = NEW.account_id AND s.id = NEW.subscription_id AND EXISTS (
        SELECT FROM curule_seat_type y WHERE y.plan_version_id = s.plan_version_id
        AND NOT y.is_unlimited AND (y.max_seats IS NOT NULL OR EXISTS (
            SELECT FROM curule_seat_maximum m
            WHERE m.account_id = s.account_id AND m.product_id = s.product_id
            AND m.seat_type = y.name
        ))
    )
    ORDER BY s.id FOR NO KEY UPDATE;
IF EXISTS (
    SELECT FROM (
    SELECT NEW.account_id, NEW.subscription_id, NEW.seat_type_id,
        CASE WHEN NEW.starts_at < OLD.starts_at - interval '1 millisecond' THEN NEW.starts_at ELSE OLD.ends_at END AS since
) n 
    JOIN curule_subscription s ON s.account_id = n.account_id AND s.id = n.subscription_id
    JOIN curule_seat_type y ON y.id = n.seat_type_id AND NOT y.is_unlimited
    LEFT JOIN curule_seat_maximum m ON m.account_id = s.account_id
        AND m.product_id = s.product_id AND m.seat_type = y.name
    JOIN LATERAL (
        SELECT COALESCE(m.maximum, y.max_seats) AS agreed, m.promised
    ) AS limited ON limited.agreed IS NOT NULL

    CROSS JOIN LATERAL (
        SELECT n.since AS at
        UNION SELECT x.starts_at FROM curule_seat x
        WHERE x.account_id = n.account_id AND x.subscription_id = n.subscription_id
        AND x.seat_type_id = n.seat_type_id AND x.starts_at > n.since
    ) instant
    WHERE (
    SELECT count(*) FROM curule_seat x
    WHERE x.account_id = n.account_id AND x.subscription_id = n.subscription_id
    AND x.seat_type_id = n.seat_type_id AND x.starts_at <= instant.at AND (x.ends_at IS NULL OR x.ends_at > instant.at)
    AND (x.ends_at IS NULL OR x.ends_at > x.starts_at + interval '1 millisecond')
) > GREATEST(
        GREATEST(limited.agreed, limited.promised), (
    SELECT count(*) FROM curule_seat x
    WHERE x.account_id = n.account_id AND x.subscription_id = n.subscription_id
    AND x.seat_type_id = n.seat_type_id AND x.starts_at < n.since AND (x.ends_at IS NULL OR x.ends_at >= n.since)
    AND (x.ends_at IS NULL OR x.ends_at > x.starts_at + interval '1 millisecond')
)
    )
) THEN RAISE EXCEPTION 'seat_stays_within_maximum: more seats of a type than its maximum' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'seat_stays_within_maximum', TABLE = TG_TABLE_NAME; END IF;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_seat_still_names_its_assignment_b03ac() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF EXISTS (
    SELECT FROM curule_seat s
    LEFT JOIN curule_assignment a ON a.account_id = s.account_id AND a.id = s.assignment_id
    WHERE s.account_id = NEW.account_id AND s.id = NEW.id AND CASE
        WHEN s.assignment_id IS NULL THEN EXISTS (
            SELECT FROM curule_assignment o
            WHERE o.account_id = s.account_id AND o.seat_id = s.id AND o.ended_at IS NULL
        )
        ELSE a.ended_at IS NOT NULL OR (a.seat_id, a.subscription_id, a.pool_id, a.seat_type_id)
            IS DISTINCT FROM (s.id, s.subscription_id, s.pool_id, s.seat_type_id)
    END
) THEN RAISE EXCEPTION 'seat_still_names_its_assignment: an open assignment and its seat must name each other, in one pool and seat type' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'seat_still_names_its_assignment', TABLE = TG_TABLE_NAME; END IF;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_seat_tells_a2d20() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    PERFORM pg_notify('curule_taken_away', NEW.subscription_id::text);
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_seat_type_published_60bfa() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    
    PERFORM FROM curule_plan_version
    WHERE id IN (NEW.plan_version_id, OLD.plan_version_id) FOR SHARE;
IF EXISTS (
    SELECT FROM curule_plan_version
    WHERE id IN (NEW.plan_version_id, OLD.plan_version_id) AND published_at IS NOT NULL
) THEN RAISE EXCEPTION 'seat_type_published: a published version never changes' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'seat_type_published', TABLE = TG_TABLE_NAME; END IF;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_seat_within_maximum_ff7e8() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    
    PERFORM FROM curule_subscription s
    WHERE (s.account_id, s.id) IN (SELECT account_id, subscription_id FROM came) AND EXISTS (
        SELECT FROM curule_seat_type y WHERE y.plan_version_id = s.plan_version_id
        AND NOT y.is_unlimited AND (y.max_seats IS NOT NULL OR EXISTS (
            SELECT FROM curule_seat_maximum m
            WHERE m.account_id = s.account_id AND m.product_id = s.product_id
            AND m.seat_type = y.name
        ))
    )
    ORDER BY s.id FOR NO KEY UPDATE;
IF EXISTS (
    SELECT FROM (SELECT DISTINCT account_id, subscription_id, seat_type_id, starts_at AS since FROM came) n 
    JOIN curule_subscription s ON s.account_id = n.account_id AND s.id = n.subscription_id
    JOIN curule_seat_type y ON y.id = n.seat_type_id AND NOT y.is_unlimited
    LEFT JOIN curule_seat_maximum m ON m.account_id = s.account_id
        AND m.product_id = s.product_id AND m.seat_type = y.name
    JOIN LATERAL (
        SELECT COALESCE(m.maximum, y.max_seats) AS agreed, m.promised
    ) AS limited ON limited.agreed IS NOT NULL

    CROSS JOIN LATERAL (
        SELECT n.since AS at
        UNION SELECT x.starts_at FROM curule_seat x
        WHERE x.account_id = n.account_id AND x.subscription_id = n.subscription_id
        AND x.seat_type_id = n.seat_type_id AND x.starts_at > n.since
    ) instant
    WHERE (
    SELECT count(*) FROM curule_seat x
    WHERE x.account_id = n.account_id AND x.subscription_id = n.subscription_id
    AND x.seat_type_id = n.seat_type_id AND x.starts_at <= instant.at AND (x.ends_at IS NULL OR x.ends_at > instant.at)
    AND (x.ends_at IS NULL OR x.ends_at > x.starts_at + interval '1 millisecond')
) > GREATEST(
        GREATEST(limited.agreed, limited.promised), (
    SELECT count(*) FROM curule_seat x
    WHERE x.account_id = n.account_id AND x.subscription_id = n.subscription_id
    AND x.seat_type_id = n.seat_type_id AND x.starts_at < n.since AND (x.ends_at IS NULL OR x.ends_at >= n.since)
    AND (x.ends_at IS NULL OR x.ends_at > x.starts_at + interval '1 millisecond')
)
    )
) THEN RAISE EXCEPTION 'seat_within_maximum: more seats of a type than its maximum' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'seat_within_maximum', TABLE = TG_TABLE_NAME; END IF;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_seat_within_maximum_of_plan_98d4e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    
    PERFORM FROM curule_subscription s
    WHERE s.account_id = NEW.account_id AND s.id = NEW.subscription_id AND EXISTS (
        SELECT FROM curule_seat_type y WHERE y.plan_version_id = s.plan_version_id
        AND NOT y.is_unlimited AND (y.max_seats IS NOT NULL OR EXISTS (
            SELECT FROM curule_seat_maximum m
            WHERE m.account_id = s.account_id AND m.product_id = s.product_id
            AND m.seat_type = y.name
        ))
    )
    ORDER BY s.id FOR NO KEY UPDATE;
IF EXISTS (
    SELECT FROM (SELECT NEW.*) n 
    JOIN curule_subscription s ON s.account_id = n.account_id AND s.id = n.subscription_id
    JOIN curule_seat_type y ON y.id = n.seat_type_id AND NOT y.is_unlimited
    LEFT JOIN curule_seat_maximum m ON m.account_id = s.account_id
        AND m.product_id = s.product_id AND m.seat_type = y.name
    JOIN LATERAL (
        SELECT COALESCE(m.maximum, y.max_seats) AS agreed, m.promised
    ) AS limited ON limited.agreed IS NOT NULL

    WHERE (
    SELECT count(*) FROM curule_seat x
    WHERE x.account_id = n.account_id AND x.subscription_id = n.subscription_id
    AND x.seat_type_id = n.seat_type_id AND x.ends_at IS NULL
    AND (x.ends_at IS NULL OR x.ends_at > x.starts_at + interval '1 millisecond')
) > GREATEST(limited.agreed, limited.promised)
) THEN RAISE EXCEPTION 'seat_within_maximum_of_plan: more seats of a type than its maximum' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'seat_within_maximum_of_plan', TABLE = TG_TABLE_NAME; END IF;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_seller_append_only_f6ce6() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'seller_append_only: its rows never change and never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'seller_append_only', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_seller_not_emptied_83942() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'seller_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'seller_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_seller_registration_as_recorded_51d53() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'seller_registration_as_recorded: only until, ended_at, ended_by may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'seller_registration_as_recorded', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_seller_registration_ended_5bab9() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'seller_registration_ended: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'seller_registration_ended', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_seller_registration_kept_ad01d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'seller_registration_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'seller_registration_kept', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_seller_registration_not_emptied_214bd() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'seller_registration_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'seller_registration_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_settlement_closed_f7b2e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'settlement_closed: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'settlement_closed', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_settlement_kept_fc7d3() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'settlement_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'settlement_kept', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_settlement_not_emptied_a02c3() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'settlement_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'settlement_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_sign_in_demand_as_made_1ca8f() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'sign_in_demand_as_made: only lifted_at, lifted_by may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'sign_in_demand_as_made', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_sign_in_demand_kept_8953b() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'sign_in_demand_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'sign_in_demand_kept', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_sign_in_demand_lifted_9a3ba() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'sign_in_demand_lifted: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'sign_in_demand_lifted', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_sign_in_demand_not_emptied_a40de() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'sign_in_demand_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'sign_in_demand_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_signing_key_as_made_2fcf6() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'signing_key_as_made: only sealed, retired_at, retired_by, shown_until may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'signing_key_as_made', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_signing_key_kept_f3450() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'signing_key_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'signing_key_kept', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_signing_key_not_emptied_6f152() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'signing_key_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'signing_key_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_signing_key_retires_for_good_11d52() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'signing_key_retires_for_good: a key that was retired signs no more, and is shown no longer than was said' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'signing_key_retires_for_good', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_sso_connection_as_made_2f7a5() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'sso_connection_as_made: only client_id, sealed, changed_at, changed_by, ended_at, ended_by may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'sso_connection_as_made', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_sso_connection_ended_f4f45() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'sso_connection_ended: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'sso_connection_ended', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_sso_connection_kept_3747b() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'sso_connection_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'sso_connection_kept', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_sso_connection_not_emptied_58a08() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'sso_connection_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'sso_connection_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_sso_identity_as_linked_3415f() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'sso_identity_as_linked: only unlinked_at, unlinked_by may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'sso_identity_as_linked', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_sso_identity_kept_86783() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'sso_identity_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'sso_identity_kept', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_sso_identity_not_emptied_08693() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'sso_identity_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'sso_identity_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_sso_identity_unlinked_e0b1a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'sso_identity_unlinked: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'sso_identity_unlinked', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_staff_grant_kept_0a1a7() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'staff_grant_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'staff_grant_kept', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_staff_grant_not_emptied_008d4() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'staff_grant_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'staff_grant_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_staff_grant_revoked_cfcc2() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'staff_grant_revoked: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'staff_grant_revoked', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_subscription_as_bought_a4808() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'subscription_as_bought: its account, product and currency never change and its version never falls' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'subscription_as_bought', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_subscription_kept_75813() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'subscription_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'subscription_kept', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_subscription_not_emptied_4d64b() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'subscription_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'subscription_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_subscription_status_one_way_32974() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'subscription_status_one_way: its status does not go that way' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'subscription_status_one_way', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_subscription_tells_ce3d2() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    PERFORM pg_notify('curule_taken_away', NEW.id::text);
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_tax_id_check_as_asked_f7df0() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'tax_id_check_as_asked: only state, tries, next_try_at, reason, settled_at, told_at, name, address, reference may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'tax_id_check_as_asked', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_tax_id_check_kept_6241e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'tax_id_check_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'tax_id_check_kept', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_tax_id_check_not_emptied_efa78() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'tax_id_check_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'tax_id_check_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_tax_id_check_settled_d74e4() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'tax_id_check_settled: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'tax_id_check_settled', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_test_clock_follows_on_5c024() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'test_clock_follows_on: once it follows real time it does so for good' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'test_clock_follows_on', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_test_clock_goes_on_89b48() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'test_clock_goes_on: it never goes back' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'test_clock_goes_on', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_vendor_operation_as_given_6a9d9() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'vendor_operation_as_given: only result may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'vendor_operation_as_given', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_vendor_operation_kept_58fdb() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'vendor_operation_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'vendor_operation_kept', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_vendor_operation_not_emptied_70166() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'vendor_operation_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'vendor_operation_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_vendor_operation_result_once_c8555() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'vendor_operation_result_once: its result was given already' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'vendor_operation_result_once', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_waitlist_entry_kept_18239() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'waitlist_entry_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'waitlist_entry_kept', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_waitlist_entry_left_d03da() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'waitlist_entry_left: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'waitlist_entry_left', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_waitlist_entry_not_emptied_63c21() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'waitlist_entry_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'waitlist_entry_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_webhook_attempt_append_only_a95cf() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'webhook_attempt_append_only: its rows never change and never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'webhook_attempt_append_only', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_webhook_attempt_not_emptied_7e684() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'webhook_attempt_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'webhook_attempt_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_webhook_delivery_as_told_f20bf() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'webhook_delivery_as_told: only status, attempts, next_attempt_at, leased_until, fence, done_at may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'webhook_delivery_as_told', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_webhook_delivery_kept_12f24() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'webhook_delivery_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'webhook_delivery_kept', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_webhook_delivery_not_emptied_c7d8c() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'webhook_delivery_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'webhook_delivery_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_webhook_endpoint_as_made_e6c27() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'webhook_endpoint_as_made: only url, note, events, generation, previous_until, changed_at, changed_by, disabled_at, disabled_because, deleted_at may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'webhook_endpoint_as_made', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_webhook_endpoint_deleted_b2195() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'webhook_endpoint_deleted: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'webhook_endpoint_deleted', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_webhook_endpoint_kept_d5fb7() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'webhook_endpoint_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'webhook_endpoint_kept', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_webhook_endpoint_not_emptied_a4ba2() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'webhook_endpoint_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'webhook_endpoint_not_emptied', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION pgtrigger_webhook_endpoint_secret_goes_on_af2d5() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    RAISE EXCEPTION 'webhook_endpoint_secret_goes_on: a secret that was replaced never comes back' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'webhook_endpoint_secret_goes_on', TABLE = TG_TABLE_NAME;
                    RETURN COALESCE(NEW, OLD);
                END;
            $$;
CREATE FUNCTION procrastinate_cancel_job_v1(job_id bigint, abort boolean, delete_job boolean) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
BEGIN
    IF delete_job THEN
        DELETE FROM procrastinate_jobs
        WHERE id = job_id AND status = 'todo'
        RETURNING id INTO _job_id;
    END IF;
    IF _job_id IS NULL THEN
        IF abort THEN
            UPDATE procrastinate_jobs
            SET abort_requested = true,
                status = CASE status
                    WHEN 'todo' THEN 'cancelled'::procrastinate_job_status ELSE status
                END
            WHERE id = job_id AND status IN ('todo', 'doing')
            RETURNING id INTO _job_id;
        ELSE
            UPDATE procrastinate_jobs
            SET status = 'cancelled'::procrastinate_job_status
            WHERE id = job_id AND status = 'todo'
            RETURNING id INTO _job_id;
        END IF;
    END IF;
    RETURN _job_id;
END;
$$;
CREATE FUNCTION procrastinate_defer_jobs_v1(jobs procrastinate_job_to_defer_v1[]) RETURNS bigint[]
    LANGUAGE plpgsql
    AS $$
DECLARE
    job_ids bigint[];
BEGIN
    WITH inserted_jobs AS (
        INSERT INTO procrastinate_jobs (queue_name, task_name, priority, lock, queueing_lock, args, scheduled_at)
        SELECT (job).queue_name,
               (job).task_name,
               (job).priority,
               (job).lock,
               (job).queueing_lock,
               (job).args,
               (job).scheduled_at
        FROM unnest(jobs) AS job
        RETURNING id
    )
    SELECT array_agg(id) FROM inserted_jobs INTO job_ids;

    RETURN job_ids;
END;
$$;
CREATE FUNCTION procrastinate_defer_periodic_job_v2(_queue_name character varying, _lock character varying, _queueing_lock character varying, _task_name character varying, _priority integer, _periodic_id character varying, _defer_timestamp bigint, _args jsonb) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
	_job_id bigint;
	_defer_id bigint;
BEGIN
    INSERT
        INTO procrastinate_periodic_defers (task_name, periodic_id, defer_timestamp)
        VALUES (_task_name, _periodic_id, _defer_timestamp)
        ON CONFLICT DO NOTHING
        RETURNING id into _defer_id;

    IF _defer_id IS NULL THEN
        RETURN NULL;
    END IF;

    UPDATE procrastinate_periodic_defers
        SET job_id = (
            SELECT COALESCE((
                SELECT unnest(procrastinate_defer_jobs_v1(
                    ARRAY[
                        ROW(
                            _queue_name,
                            _task_name,
                            _priority,
                            _lock,
                            _queueing_lock,
                            _args,
                            NULL::timestamptz
                        )
                    ]::procrastinate_job_to_defer_v1[]
                ))
            ), NULL)
        )
        WHERE id = _defer_id
        RETURNING job_id INTO _job_id;

    DELETE
        FROM procrastinate_periodic_defers
        USING (
            SELECT id
            FROM procrastinate_periodic_defers
            WHERE procrastinate_periodic_defers.task_name = _task_name
            AND procrastinate_periodic_defers.periodic_id = _periodic_id
            AND procrastinate_periodic_defers.defer_timestamp < _defer_timestamp
            ORDER BY id
            FOR UPDATE
        ) to_delete
        WHERE procrastinate_periodic_defers.id = to_delete.id;

    RETURN _job_id;
END;
$$;
CREATE TABLE procrastinate_jobs (
    id bigint NOT NULL,
    queue_name character varying(128) NOT NULL,
    task_name character varying(128) NOT NULL,
    lock text,
    args jsonb DEFAULT '{}'::jsonb NOT NULL,
    status procrastinate_job_status DEFAULT 'todo'::procrastinate_job_status NOT NULL,
    scheduled_at timestamp with time zone,
    attempts integer DEFAULT 0 NOT NULL,
    queueing_lock text,
    priority integer DEFAULT 0 NOT NULL,
    abort_requested boolean DEFAULT false NOT NULL,
    worker_id bigint,
    CONSTRAINT check_not_todo_abort_requested CHECK ((NOT ((status = 'todo'::procrastinate_job_status) AND (abort_requested = true))))
);
CREATE FUNCTION procrastinate_fetch_job_v2(target_queue_names character varying[], p_worker_id bigint) RETURNS procrastinate_jobs
    LANGUAGE plpgsql
    AS $$
DECLARE
	found_jobs procrastinate_jobs;
BEGIN
    WITH candidate AS (
        SELECT jobs.*
            FROM procrastinate_jobs AS jobs
            WHERE
                -- reject the job if its lock has earlier or higher priority jobs
                NOT EXISTS (
                    SELECT 1
                        FROM procrastinate_jobs AS other_jobs
                        WHERE
                            jobs.lock IS NOT NULL
                            AND other_jobs.lock = jobs.lock
                            AND (
                                -- job with same lock is already running
                                other_jobs.status = 'doing'
                                OR
                                -- job with same lock is waiting and has higher priority (or same priority but was queued first)
                                (
                                    other_jobs.status = 'todo'
                                    AND (
                                        other_jobs.priority > jobs.priority
                                        OR (
                                        other_jobs.priority = jobs.priority
                                        AND other_jobs.id < jobs.id
                                        )
                                    )
                                )
                            )
                )
                AND jobs.status = 'todo'
                AND (target_queue_names IS NULL OR jobs.queue_name = ANY( target_queue_names ))
                AND (jobs.scheduled_at IS NULL OR jobs.scheduled_at <= now())
            ORDER BY jobs.priority DESC, jobs.id ASC LIMIT 1
            FOR UPDATE OF jobs SKIP LOCKED
    )
    UPDATE procrastinate_jobs
        SET status = 'doing', worker_id = p_worker_id
        FROM candidate
        WHERE procrastinate_jobs.id = candidate.id
        RETURNING procrastinate_jobs.* INTO found_jobs;

 RETURN found_jobs;
END;
$$;
CREATE FUNCTION procrastinate_finish_job_v1(job_id bigint, end_status procrastinate_job_status, delete_job boolean) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
BEGIN
    IF end_status NOT IN ('succeeded', 'failed', 'aborted') THEN
        RAISE 'End status should be either "succeeded", "failed" or "aborted" (job id: %)', job_id;
    END IF;
    IF delete_job THEN
        DELETE FROM procrastinate_jobs
        WHERE id = job_id AND status IN ('todo', 'doing')
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = end_status,
            abort_requested = false,
            attempts = CASE status
                WHEN 'doing' THEN attempts + 1 ELSE attempts
            END
        WHERE id = job_id AND status IN ('todo', 'doing')
        RETURNING id INTO _job_id;
    END IF;
    IF _job_id IS NULL THEN
        RAISE 'Job was not found or not in "doing" or "todo" status (job id: %)', job_id;
    END IF;
END;
$$;
CREATE FUNCTION procrastinate_notify_queue_abort_job_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    payload TEXT;
BEGIN
    SELECT json_build_object('type', 'abort_job_requested', 'job_id', NEW.id)::text INTO payload;
	PERFORM pg_notify('procrastinate_queue_v1#' || NEW.queue_name, payload);
	PERFORM pg_notify('procrastinate_any_queue_v1', payload);
	RETURN NEW;
END;
$$;
CREATE FUNCTION procrastinate_notify_queue_job_inserted_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    payload TEXT;
BEGIN
    SELECT json_build_object('type', 'job_inserted', 'job_id', NEW.id)::text INTO payload;
	PERFORM pg_notify('procrastinate_queue_v1#' || NEW.queue_name, payload);
	PERFORM pg_notify('procrastinate_any_queue_v1', payload);
	RETURN NEW;
END;
$$;
CREATE FUNCTION procrastinate_prune_stalled_workers_v1(seconds_since_heartbeat double precision) RETURNS TABLE(worker_id bigint)
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN QUERY
    DELETE FROM procrastinate_workers
    WHERE last_heartbeat < NOW() - (seconds_since_heartbeat || 'SECOND')::INTERVAL
    RETURNING procrastinate_workers.id;
END;
$$;
CREATE FUNCTION procrastinate_register_worker_v1() RETURNS TABLE(worker_id bigint)
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN QUERY
    INSERT INTO procrastinate_workers DEFAULT VALUES
    RETURNING procrastinate_workers.id;
END;
$$;
CREATE FUNCTION procrastinate_retry_job_v1(job_id bigint, retry_at timestamp with time zone, new_priority integer, new_queue_name character varying, new_lock character varying) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
    _abort_requested boolean;
BEGIN
    SELECT abort_requested FROM procrastinate_jobs
    WHERE id = job_id AND status = 'doing'
    FOR UPDATE
    INTO _abort_requested;
    IF _abort_requested THEN
        UPDATE procrastinate_jobs
        SET status = 'failed'::procrastinate_job_status
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = 'todo'::procrastinate_job_status,
            attempts = attempts + 1,
            scheduled_at = retry_at,
            priority = COALESCE(new_priority, priority),
            queue_name = COALESCE(new_queue_name, queue_name),
            lock = COALESCE(new_lock, lock)
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    END IF;

    IF _job_id IS NULL THEN
        RAISE 'Job was not found or not in "doing" status (job id: %)', job_id;
    END IF;
END;
$$;
CREATE FUNCTION procrastinate_retry_job_v2(job_id bigint, retry_at timestamp with time zone, new_priority integer, new_queue_name character varying, new_lock character varying) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
    _abort_requested boolean;
    _current_status procrastinate_job_status;
BEGIN
    SELECT status, abort_requested FROM procrastinate_jobs
    WHERE id = job_id AND status IN ('doing', 'failed')
    FOR UPDATE
    INTO _current_status, _abort_requested;
    IF _current_status = 'doing' AND _abort_requested THEN
        UPDATE procrastinate_jobs
        SET status = 'failed'::procrastinate_job_status
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = 'todo'::procrastinate_job_status,
            attempts = attempts + 1,
            scheduled_at = retry_at,
            priority = COALESCE(new_priority, priority),
            queue_name = COALESCE(new_queue_name, queue_name),
            lock = COALESCE(new_lock, lock)
        WHERE id = job_id AND status IN ('doing', 'failed')
        RETURNING id INTO _job_id;
    END IF;

    IF _job_id IS NULL THEN
        RAISE 'Job was not found or has an invalid status to retry (job id: %)', job_id;
    END IF;

END;
$$;
CREATE FUNCTION procrastinate_trigger_abort_requested_events_procedure_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type)
        VALUES (NEW.id, 'abort_requested'::procrastinate_job_event_type);
    RETURN NEW;
END;
$$;
CREATE FUNCTION procrastinate_trigger_function_scheduled_events_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type, at)
        VALUES (NEW.id, 'scheduled'::procrastinate_job_event_type, NEW.scheduled_at);

	RETURN NEW;
END;
$$;
CREATE FUNCTION procrastinate_trigger_function_status_events_insert_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type)
        VALUES (NEW.id, 'deferred'::procrastinate_job_event_type);
	RETURN NEW;
END;
$$;
CREATE FUNCTION procrastinate_trigger_function_status_events_update_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    WITH t AS (
        SELECT CASE
            WHEN OLD.status = 'todo'::procrastinate_job_status
                AND NEW.status = 'doing'::procrastinate_job_status
                THEN 'started'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'todo'::procrastinate_job_status
                THEN 'deferred_for_retry'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'failed'::procrastinate_job_status
                THEN 'failed'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'succeeded'::procrastinate_job_status
                THEN 'succeeded'::procrastinate_job_event_type
            WHEN OLD.status = 'todo'::procrastinate_job_status
                AND (
                    NEW.status = 'cancelled'::procrastinate_job_status
                    OR NEW.status = 'failed'::procrastinate_job_status
                    OR NEW.status = 'succeeded'::procrastinate_job_status
                )
                THEN 'cancelled'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'aborted'::procrastinate_job_status
                THEN 'aborted'::procrastinate_job_event_type
            WHEN OLD.status = 'failed'::procrastinate_job_status
                AND NEW.status = 'todo'::procrastinate_job_status
                THEN 'retried'::procrastinate_job_event_type
            ELSE NULL
        END as event_type
    )
    INSERT INTO procrastinate_events(job_id, type)
        SELECT NEW.id, t.event_type
        FROM t
        WHERE t.event_type IS NOT NULL;
	RETURN NEW;
END;
$$;
CREATE FUNCTION procrastinate_unlink_periodic_defers_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE procrastinate_periodic_defers
    SET job_id = NULL
    WHERE job_id = OLD.id;
    RETURN OLD;
END;
$$;
CREATE FUNCTION procrastinate_unregister_worker_v1(worker_id bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    DELETE FROM procrastinate_workers
    WHERE id = worker_id;
END;
$$;
CREATE FUNCTION procrastinate_update_heartbeat_v1(worker_id bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE procrastinate_workers
    SET last_heartbeat = NOW()
    WHERE id = worker_id;
END;
$$;
CREATE TABLE account_emailaddress (
    id integer NOT NULL,
    email character varying(254) NOT NULL,
    verified boolean NOT NULL,
    "primary" boolean NOT NULL,
    user_id uuid NOT NULL
);
ALTER TABLE account_emailaddress ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME account_emailaddress_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE account_emailconfirmation (
    id integer NOT NULL,
    created timestamp with time zone NOT NULL,
    sent timestamp with time zone,
    key character varying(64) NOT NULL,
    email_address_id integer NOT NULL
);
ALTER TABLE account_emailconfirmation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME account_emailconfirmation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE allauth_idp_oidc_client (
    id character varying(100) NOT NULL,
    name character varying(100) NOT NULL,
    secret character varying(200) NOT NULL,
    scopes text NOT NULL,
    type character varying(20) NOT NULL,
    grant_types text NOT NULL,
    redirect_uris text NOT NULL,
    cors_origins text NOT NULL,
    response_types text NOT NULL,
    skip_consent boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    data jsonb,
    owner_id uuid,
    default_scopes text NOT NULL,
    allow_uri_wildcards boolean NOT NULL
);
CREATE TABLE allauth_idp_oidc_token (
    id bigint NOT NULL,
    type character varying(2) NOT NULL,
    hash character varying(255) NOT NULL,
    data jsonb,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone,
    scopes text NOT NULL,
    client_id character varying(100),
    user_id uuid
);
ALTER TABLE allauth_idp_oidc_token ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME allauth_idp_oidc_token_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE auth_group (
    id integer NOT NULL,
    name character varying(150) NOT NULL
);
ALTER TABLE auth_group ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME auth_group_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE auth_group_permissions (
    id bigint NOT NULL,
    group_id integer NOT NULL,
    permission_id integer NOT NULL
);
ALTER TABLE auth_group_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME auth_group_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE auth_permission (
    id integer NOT NULL,
    name character varying(255) NOT NULL,
    content_type_id integer NOT NULL,
    codename character varying(100) NOT NULL
);
ALTER TABLE auth_permission ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME auth_permission_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE curule_account (
    id uuid NOT NULL,
    name character varying(200) NOT NULL,
    kind character varying(12) NOT NULL,
    country character varying(2) NOT NULL,
    is_business boolean NOT NULL,
    tax_id character varying(40) NOT NULL,
    tax_rate numeric(6,3),
    time_zone character varying(64) NOT NULL,
    language character varying(12) NOT NULL,
    channel character varying(12) NOT NULL,
    adviser character varying(254) NOT NULL,
    clock_id uuid,
    created_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    city character varying(100) NOT NULL,
    order_number character varying(60) NOT NULL,
    postcode character varying(20) NOT NULL,
    street character varying(200) NOT NULL,
    tax_id_answer character varying(7) NOT NULL,
    CONSTRAINT account_answer_about_a_number CHECK ((((tax_id_answer)::text = ''::text) OR (NOT ((tax_id)::text = ''::text)))),
    CONSTRAINT account_channel_known CHECK (((channel)::text = ANY ((ARRAY['online'::character varying, 'reseller'::character varying, 'corporate'::character varying])::text[]))),
    CONSTRAINT account_kind_known CHECK (((kind)::text = ANY ((ARRAY['company'::character varying, 'individual'::character varying])::text[]))),
    CONSTRAINT account_rate_not_negative CHECK (((tax_rate IS NULL) OR (tax_rate >= (0)::numeric))),
    CONSTRAINT account_tax_id_answer_known CHECK (((tax_id_answer)::text = ANY ((ARRAY[''::character varying, 'valid'::character varying, 'invalid'::character varying])::text[])))
);
CREATE TABLE curule_account_closing (
    id uuid NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    asked_by uuid,
    closes_at timestamp with time zone NOT NULL,
    withdrawn_at timestamp with time zone,
    withdrawn_by uuid,
    closed_at timestamp with time zone,
    account_id uuid NOT NULL,
    CONSTRAINT account_closing_later CHECK ((closes_at > asked_at))
);
CREATE TABLE curule_api_key (
    id uuid NOT NULL,
    name character varying(80) NOT NULL,
    kind character varying(2) NOT NULL,
    is_live boolean NOT NULL,
    scopes character varying(40)[] NOT NULL,
    digest bytea NOT NULL,
    shown character varying(16) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by character varying(254) NOT NULL,
    ends_at timestamp with time zone,
    ended_by character varying(254) NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT api_key_ended_by_somebody CHECK ((((ends_at IS NULL) AND ((ended_by)::text = ''::text)) OR ((NOT (ends_at IS NULL)) AND (NOT ((ended_by)::text = ''::text))))),
    CONSTRAINT api_key_ends_later CHECK (((ends_at IS NULL) OR (ends_at >= created_at))),
    CONSTRAINT api_key_kind_known CHECK (((kind)::text = ANY ((ARRAY['sk'::character varying, 'rk'::character varying])::text[]))),
    CONSTRAINT api_key_scopes_known CHECK ((scopes <@ ARRAY['entitlements:read'::character varying(40), 'accounts:read'::character varying(40), 'accounts:write'::character varying(40), 'seats:read'::character varying(40), 'seats:write'::character varying(40), 'subscriptions:read'::character varying(40), 'subscriptions:write'::character varying(40), 'billing:read'::character varying(40), 'billing:write'::character varying(40), 'catalog:read'::character varying(40), 'catalog:write'::character varying(40), 'events:read'::character varying(40), 'webhooks:read'::character varying(40), 'webhooks:write'::character varying(40), 'clocks:write'::character varying(40)])),
    CONSTRAINT api_key_scopes_some CHECK ((NOT (scopes = '{}'::character varying(40)[])))
);
CREATE TABLE curule_api_request (
    id uuid NOT NULL,
    api_key_id uuid NOT NULL,
    is_live boolean NOT NULL,
    method character varying(7) NOT NULL,
    route character varying(100) NOT NULL,
    status smallint NOT NULL,
    milliseconds integer NOT NULL,
    code character varying(40) NOT NULL,
    at timestamp with time zone NOT NULL,
    address character varying(300) DEFAULT ''::character varying NOT NULL,
    field character varying(40) DEFAULT ''::character varying NOT NULL,
    sent jsonb,
    ways_out character varying(40)[] DEFAULT '{}'::character varying(40)[] NOT NULL,
    CONSTRAINT api_request_field_of_a_refusal CHECK ((((field)::text = ''::text) OR (NOT ((code)::text = ''::text)))),
    CONSTRAINT api_request_refused_with_a_code CHECK ((((code)::text = ''::text) OR (status >= 400))),
    CONSTRAINT api_request_status_of_http CHECK (((status >= 100) AND (status <= 599))),
    CONSTRAINT curule_api_request_milliseconds_check CHECK ((milliseconds >= 0)),
    CONSTRAINT curule_api_request_status_check CHECK ((status >= 0))
);
CREATE TABLE curule_assignment (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    subscription_id uuid NOT NULL,
    pool_id uuid NOT NULL,
    seat_type_id uuid NOT NULL,
    seat_id uuid NOT NULL,
    person_id uuid,
    invitation_id uuid,
    email character varying(254) NOT NULL,
    state character varying(8) NOT NULL,
    started_at timestamp with time zone NOT NULL,
    activated_at timestamp with time zone,
    last_active_at timestamp with time zone,
    ended_at timestamp with time zone,
    end_reason character varying(20) NOT NULL,
    assigned_by uuid,
    ended_by uuid,
    reclaim_suggested_at timestamp with time zone,
    lapses_at timestamp with time zone,
    CONSTRAINT assignment_active_dated CHECK (((((state)::text = 'active'::text) AND (activated_at IS NOT NULL)) OR ((NOT ((state)::text = 'active'::text)) AND (NOT (activated_at IS NOT NULL))))),
    CONSTRAINT assignment_active_person CHECK ((((state)::text = 'held'::text) OR (person_id IS NOT NULL))),
    CONSTRAINT assignment_ends_after_start CHECK (((ended_at IS NULL) OR (ended_at >= started_at))),
    CONSTRAINT assignment_held_for_invitation CHECK ((((state)::text = 'active'::text) OR (NOT (invitation_id IS NULL)))),
    CONSTRAINT assignment_lent_to_somebody CHECK (((lapses_at IS NULL) OR ((lapses_at > started_at) AND ((state)::text = 'active'::text)))),
    CONSTRAINT assignment_state_known CHECK (((state)::text = ANY ((ARRAY['held'::character varying, 'active'::character varying])::text[])))
)
WITH (autovacuum_vacuum_scale_factor='0.02');
CREATE TABLE curule_auto_buy_limit (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    subscription_id uuid NOT NULL,
    seat_type_id uuid NOT NULL,
    up_to integer NOT NULL,
    per_month integer,
    set_at timestamp with time zone NOT NULL,
    set_by uuid,
    CONSTRAINT curule_auto_buy_limit_per_month_check CHECK ((per_month >= 0)),
    CONSTRAINT curule_auto_buy_limit_up_to_check CHECK ((up_to >= 0))
);
CREATE TABLE curule_bank_entry (
    id uuid NOT NULL,
    number integer NOT NULL,
    fingerprint character varying(64) NOT NULL,
    booked_on date NOT NULL,
    currency character varying(3) NOT NULL,
    amount_minor bigint NOT NULL,
    payer character varying(500) NOT NULL,
    payer_iban character varying(60) NOT NULL,
    remittance character varying(500) NOT NULL,
    reference character varying(500) NOT NULL,
    end_to_end character varying(500) NOT NULL,
    is_reversal boolean NOT NULL,
    status character varying(10) NOT NULL,
    comment character varying(200) NOT NULL,
    decided_at timestamp with time zone,
    decided_by uuid,
    statement_id uuid NOT NULL,
    CONSTRAINT bank_entry_currency_written CHECK (((currency)::text ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT bank_entry_decided_dated CHECK (((((status)::text = 'open'::text) AND (decided_at IS NULL)) OR ((NOT ((status)::text = 'open'::text)) AND (NOT (decided_at IS NULL))))),
    CONSTRAINT bank_entry_moves_something CHECK ((NOT (amount_minor = 0))),
    CONSTRAINT bank_entry_only_what_came_in_is_paid CHECK ((((status)::text = ANY ((ARRAY['open'::character varying, 'set_aside'::character varying])::text[])) OR (amount_minor > 0))),
    CONSTRAINT bank_entry_status_known CHECK (((status)::text = ANY ((ARRAY['open'::character varying, 'assigned'::character varying, 'recorded'::character varying, 'set_aside'::character varying])::text[]))),
    CONSTRAINT curule_bank_entry_number_check CHECK ((number >= 0))
);
CREATE TABLE curule_bank_entry_part (
    id uuid NOT NULL,
    entry_id uuid NOT NULL,
    number smallint NOT NULL,
    invoice_id uuid,
    amount_minor bigint NOT NULL,
    payment_id uuid,
    account_id uuid NOT NULL,
    CONSTRAINT bank_entry_part_positive CHECK ((amount_minor > 0)),
    CONSTRAINT curule_bank_entry_part_number_check CHECK ((number >= 0))
);
CREATE TABLE curule_bank_statement (
    id uuid NOT NULL,
    file_name character varying(200) NOT NULL,
    format character varying(8) NOT NULL,
    iban character varying(60) NOT NULL,
    currency character varying(3) NOT NULL,
    imported_at timestamp with time zone NOT NULL,
    imported_by uuid,
    CONSTRAINT bank_statement_currency_written CHECK (((currency)::text ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT bank_statement_format_known CHECK (((format)::text = ANY ((ARRAY['camt053'::character varying, 'mt940'::character varying, 'csv'::character varying])::text[])))
);
CREATE TABLE curule_batch (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    subscription_id uuid NOT NULL,
    order_id uuid NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    CONSTRAINT batch_not_empty CHECK ((ends_at > starts_at))
);
CREATE UNLOGGED TABLE curule_cache (
    key text NOT NULL,
    value text NOT NULL,
    ends_at timestamp with time zone NOT NULL
);
CREATE TABLE curule_charge (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    subscription_id uuid NOT NULL,
    pool_id uuid NOT NULL,
    seat_type_id uuid,
    price_id uuid NOT NULL,
    invoice_id uuid,
    charged_quantity integer NOT NULL,
    quantity integer NOT NULL,
    base_quantity integer NOT NULL,
    period_starts_at timestamp with time zone NOT NULL,
    period_ends_at timestamp with time zone NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    numerator bigint NOT NULL,
    denominator bigint NOT NULL,
    amount_minor bigint NOT NULL,
    credited_minor bigint NOT NULL,
    closed_at timestamp with time zone,
    amount_off_minor bigint NOT NULL,
    coupon_code character varying(40) NOT NULL,
    percent_off numeric(5,2) NOT NULL,
    CONSTRAINT charge_credit_within CHECK (((credited_minor >= 0) AND (credited_minor <= amount_minor))),
    CONSTRAINT charge_fraction CHECK (((denominator > 0) AND (numerator >= 0) AND (numerator <= denominator))),
    CONSTRAINT charge_percent_or_amount_off CHECK (((amount_off_minor >= 0) AND (percent_off >= (0)::numeric) AND (percent_off <= (100)::numeric) AND ((percent_off = (0)::numeric) OR (amount_off_minor = 0)))),
    CONSTRAINT charge_period_not_empty CHECK ((period_ends_at > period_starts_at)),
    CONSTRAINT charge_quantity_within CHECK ((quantity <= charged_quantity)),
    CONSTRAINT curule_charge_base_quantity_check CHECK ((base_quantity >= 0)),
    CONSTRAINT curule_charge_charged_quantity_check CHECK ((charged_quantity >= 0)),
    CONSTRAINT curule_charge_quantity_check CHECK ((quantity >= 0))
)
WITH (fillfactor='80');
CREATE TABLE curule_coupon (
    id uuid NOT NULL,
    code character varying(40) NOT NULL,
    percent numeric(5,2),
    amount_minor bigint,
    currency character varying(3) NOT NULL,
    periods smallint,
    valid_from timestamp with time zone NOT NULL,
    valid_until timestamp with time zone,
    limit_in_all integer,
    limit_per_account integer,
    is_for_first_purchase boolean NOT NULL,
    redeemed integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by uuid,
    stopped_at timestamp with time zone,
    stopped_by uuid,
    CONSTRAINT coupon_account_limit_some CHECK (((limit_per_account IS NULL) OR (limit_per_account > 0))),
    CONSTRAINT coupon_amount_in_currency CHECK ((((amount_minor IS NULL) AND ((currency)::text = ''::text)) OR ((NOT (amount_minor IS NULL)) AND (NOT ((currency)::text = ''::text))))),
    CONSTRAINT coupon_amount_positive CHECK (((amount_minor IS NULL) OR (amount_minor > 0))),
    CONSTRAINT coupon_code_written CHECK (((code)::text ~ '^[A-Z0-9][A-Z0-9_-]{2,39}$'::text)),
    CONSTRAINT coupon_currency_written CHECK ((((currency)::text = ''::text) OR ((currency)::text ~ '^[A-Z]{3}$'::text))),
    CONSTRAINT coupon_limit_some CHECK (((limit_in_all IS NULL) OR (limit_in_all > 0))),
    CONSTRAINT coupon_per_cent_or_amount CHECK ((((percent IS NULL) AND (amount_minor IS NOT NULL)) OR ((NOT (percent IS NULL)) AND (NOT (amount_minor IS NOT NULL))))),
    CONSTRAINT coupon_percent_of_it CHECK (((percent IS NULL) OR ((percent > (0)::numeric) AND (percent <= (100)::numeric)))),
    CONSTRAINT coupon_periods_some CHECK (((periods IS NULL) OR (periods > 0))),
    CONSTRAINT coupon_time_not_empty CHECK (((valid_until IS NULL) OR (valid_until > valid_from))),
    CONSTRAINT coupon_within_limit CHECK (((limit_in_all IS NULL) OR (redeemed <= limit_in_all))),
    CONSTRAINT curule_coupon_limit_in_all_check CHECK ((limit_in_all >= 0)),
    CONSTRAINT curule_coupon_limit_per_account_check CHECK ((limit_per_account >= 0)),
    CONSTRAINT curule_coupon_periods_check CHECK ((periods >= 0)),
    CONSTRAINT curule_coupon_redeemed_check CHECK ((redeemed >= 0))
);
CREATE TABLE curule_coupon_plan (
    id uuid NOT NULL,
    coupon_id uuid NOT NULL,
    plan_id uuid NOT NULL
);
CREATE TABLE curule_coupon_redemption (
    id uuid NOT NULL,
    coupon_id uuid NOT NULL,
    subscription_id uuid NOT NULL,
    order_id uuid NOT NULL,
    place integer,
    account_limit integer,
    periods smallint,
    used integer NOT NULL,
    in_force boolean NOT NULL,
    redeemed_at timestamp with time zone NOT NULL,
    redeemed_by uuid,
    released_at timestamp with time zone,
    ended_at timestamp with time zone,
    account_id uuid NOT NULL,
    CONSTRAINT coupon_redemption_in_force_was_used CHECK (((NOT in_force) OR (used > 0))),
    CONSTRAINT coupon_redemption_released_has_no_place CHECK ((((released_at IS NULL) AND (place > 0)) OR ((NOT (released_at IS NULL)) AND (NOT ((place > 0) AND (place IS NOT NULL)))))),
    CONSTRAINT coupon_redemption_within_account_limit CHECK (((account_limit IS NULL) OR (place IS NULL) OR (place <= account_limit))),
    CONSTRAINT coupon_redemption_within_periods CHECK (((periods IS NULL) OR (used <= periods))),
    CONSTRAINT curule_coupon_redemption_account_limit_check CHECK ((account_limit >= 0)),
    CONSTRAINT curule_coupon_redemption_periods_check CHECK ((periods >= 0)),
    CONSTRAINT curule_coupon_redemption_place_check CHECK ((place >= 0)),
    CONSTRAINT curule_coupon_redemption_used_check CHECK ((used >= 0))
);
CREATE TABLE curule_credit_entry (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    currency character varying(3) NOT NULL,
    number bigint NOT NULL,
    amount_minor bigint NOT NULL,
    balance_after_minor bigint NOT NULL,
    source character varying(20) NOT NULL,
    source_id uuid NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    CONSTRAINT credit_entry_currency_written CHECK (((currency)::text ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT credit_entry_not_negative CHECK ((balance_after_minor >= 0)),
    CONSTRAINT credit_entry_not_zero CHECK ((NOT (amount_minor = 0))),
    CONSTRAINT credit_entry_source_known CHECK (((source)::text = ANY ((ARRAY['credit_note'::character varying, 'overpayment'::character varying, 'invoice'::character varying, 'transfer'::character varying, 'goodwill'::character varying])::text[]))),
    CONSTRAINT curule_credit_entry_number_check CHECK ((number >= 0))
);
CREATE TABLE curule_credit_note (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    subscription_id uuid,
    invoice_id uuid,
    number character varying(80),
    reason character varying(20) NOT NULL,
    currency character varying(3) NOT NULL,
    subtotal_minor bigint NOT NULL,
    tax_rate numeric(6,3),
    tax_minor bigint NOT NULL,
    total_minor bigint NOT NULL,
    to_open_minor bigint NOT NULL,
    to_credit_minor bigint NOT NULL,
    to_refund_minor bigint NOT NULL,
    issued_at timestamp with time zone NOT NULL,
    as_issued text NOT NULL,
    CONSTRAINT credit_note_currency_written CHECK (((currency)::text ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT credit_note_goes_somewhere CHECK (((total_minor = ((to_open_minor + to_credit_minor) + to_refund_minor)) AND (total_minor > 0))),
    CONSTRAINT credit_note_parts_not_negative CHECK (((to_open_minor >= 0) AND (to_credit_minor >= 0) AND (to_refund_minor >= 0))),
    CONSTRAINT credit_note_total_adds_up CHECK ((total_minor = (subtotal_minor + tax_minor)))
);
CREATE TABLE curule_credit_note_line (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    "position" integer NOT NULL,
    kind character varying(12) NOT NULL,
    seat_type_id uuid,
    quantity bigint NOT NULL,
    unit_amount_minor bigint,
    period_starts_at timestamp with time zone,
    period_ends_at timestamp with time zone,
    numerator bigint NOT NULL,
    denominator bigint NOT NULL,
    amount_minor bigint NOT NULL,
    credit_note_id uuid NOT NULL,
    charge_id uuid,
    coupon_code character varying(40) NOT NULL,
    discount_minor bigint NOT NULL,
    included_tax_minor bigint NOT NULL,
    CONSTRAINT credit_note_line_discounted CHECK (((((coupon_code)::text = ''::text) AND (discount_minor = 0)) OR ((amount_minor > 0) AND (discount_minor > 0) AND (NOT ((coupon_code)::text = ''::text))))),
    CONSTRAINT credit_note_line_fraction CHECK (((denominator > 0) AND (numerator >= 0))),
    CONSTRAINT credit_note_line_kind_known CHECK (((kind)::text = ANY ((ARRAY['seats'::character varying, 'base_fee'::character varying, 'unused'::character varying, 'difference'::character varying, 'goodwill'::character varying])::text[]))),
    CONSTRAINT credit_note_line_not_zero CHECK ((NOT (amount_minor = 0))),
    CONSTRAINT curule_credit_note_line_position_check CHECK (("position" >= 0))
);
CREATE TABLE curule_device (
    id uuid NOT NULL,
    assignment_id uuid NOT NULL,
    digest bytea NOT NULL,
    name character varying(80) NOT NULL,
    place smallint NOT NULL,
    added_at timestamp with time zone NOT NULL,
    token_until timestamp with time zone NOT NULL,
    released_at timestamp with time zone,
    released_by character varying(254) NOT NULL,
    account_id uuid NOT NULL,
    CONSTRAINT device_place_within CHECK (((place >= 1) AND (place <= 100))),
    CONSTRAINT device_released_by_somebody CHECK ((((released_at IS NULL) AND ((released_by)::text = ''::text)) OR ((NOT (released_at IS NULL)) AND (NOT ((released_by)::text = ''::text))))),
    CONSTRAINT device_released_later CHECK (((released_at IS NULL) OR (released_at >= added_at)))
);
CREATE TABLE curule_directory_group (
    id uuid NOT NULL,
    display_name character varying(254) NOT NULL,
    external_id character varying(254) NOT NULL,
    subscription_id uuid,
    seat_type character varying(60) NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    account_id uuid NOT NULL,
    CONSTRAINT curule_directory_group_version_check CHECK ((version >= 0)),
    CONSTRAINT directory_group_seat_type_of_a_subscription CHECK ((((subscription_id IS NULL) AND ((seat_type)::text = ''::text)) OR ((NOT (subscription_id IS NULL)) AND (NOT ((seat_type)::text = ''::text)))))
);
CREATE TABLE curule_directory_member (
    id uuid NOT NULL,
    group_id uuid NOT NULL,
    person_id uuid NOT NULL,
    state character varying(8) NOT NULL,
    refusal character varying(40) NOT NULL,
    added_by character varying(80) NOT NULL,
    added_at timestamp with time zone NOT NULL,
    settled_at timestamp with time zone,
    account_id uuid NOT NULL,
    CONSTRAINT directory_member_refused_for_a_reason CHECK ((((NOT ((state)::text = 'refused'::text)) AND ((refusal)::text = ''::text)) OR (((state)::text = 'refused'::text) AND (NOT ((refusal)::text = ''::text))))),
    CONSTRAINT directory_member_settled_dated CHECK (((((state)::text = 'pending'::text) AND (settled_at IS NULL)) OR ((NOT ((state)::text = 'pending'::text)) AND (NOT (settled_at IS NULL))))),
    CONSTRAINT directory_member_state_known CHECK (((state)::text = ANY ((ARRAY['pending'::character varying, 'given'::character varying, 'waiting'::character varying, 'refused'::character varying])::text[])))
);
CREATE TABLE curule_directory_person (
    id uuid NOT NULL,
    user_name character varying(254) NOT NULL,
    user_name_key character varying(254) NOT NULL,
    external_id character varying(254) NOT NULL,
    address character varying(254) NOT NULL,
    sent_address character varying(254) NOT NULL,
    active boolean NOT NULL,
    first_name character varying(200) NOT NULL,
    last_name character varying(200) NOT NULL,
    attributes jsonb NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    account_id uuid NOT NULL,
    CONSTRAINT curule_directory_person_version_check CHECK ((version >= 0))
);
CREATE TABLE curule_directory_token (
    id uuid NOT NULL,
    name character varying(80) NOT NULL,
    digest bytea NOT NULL,
    shown character varying(16) NOT NULL,
    by_owner boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by character varying(254) NOT NULL,
    ends_at timestamp with time zone,
    ended_by character varying(254) NOT NULL,
    used_at timestamp with time zone,
    account_id uuid NOT NULL,
    CONSTRAINT directory_token_ended_by_somebody CHECK ((((ends_at IS NULL) AND ((ended_by)::text = ''::text)) OR ((NOT (ends_at IS NULL)) AND (NOT ((ended_by)::text = ''::text))))),
    CONSTRAINT directory_token_ends_later CHECK (((ends_at IS NULL) OR (ends_at >= created_at)))
);
CREATE TABLE curule_dispute (
    id uuid NOT NULL,
    payment_id uuid NOT NULL,
    gateway character varying(40) NOT NULL,
    reference character varying(255) NOT NULL,
    currency character varying(3) NOT NULL,
    amount_minor bigint NOT NULL,
    reason character varying(60) NOT NULL,
    status character varying(60) NOT NULL,
    answer_by timestamp with time zone,
    opened_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    is_lost boolean NOT NULL,
    account_id uuid NOT NULL,
    CONSTRAINT dispute_currency_written CHECK (((currency)::text ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT dispute_lost_is_closed CHECK (((NOT is_lost) OR (closed_at IS NOT NULL))),
    CONSTRAINT dispute_positive CHECK ((amount_minor > 0))
);
CREATE TABLE curule_domain (
    id uuid NOT NULL,
    name character varying(253) NOT NULL,
    verified_at timestamp with time zone NOT NULL,
    verified_by uuid,
    removed_at timestamp with time zone,
    account_id uuid NOT NULL,
    claim_id uuid
);
CREATE TABLE curule_domain_claim (
    id uuid NOT NULL,
    name character varying(253) NOT NULL,
    token character varying(40) NOT NULL,
    claimed_at timestamp with time zone NOT NULL,
    claimed_by character varying(254) NOT NULL,
    checked_at timestamp with time zone,
    proof character varying(12) NOT NULL,
    missing_since timestamp with time zone,
    next_check_at timestamp with time zone,
    withdrawn_at timestamp with time zone,
    withdrawn_by character varying(254) NOT NULL,
    account_id uuid NOT NULL,
    CONSTRAINT domain_claim_looked_at_dated CHECK (((((proof)::text = ''::text) AND (checked_at IS NULL)) OR ((NOT ((proof)::text = ''::text)) AND (NOT (checked_at IS NULL))))),
    CONSTRAINT domain_claim_missing_is_not_found CHECK (((missing_since IS NULL) OR (NOT ((proof)::text = 'found'::text)))),
    CONSTRAINT domain_claim_over_is_over CHECK (((withdrawn_at IS NULL) OR (next_check_at IS NULL))),
    CONSTRAINT domain_claim_proof_known CHECK (((proof)::text = ANY ((ARRAY[''::character varying, 'found'::character varying, 'missing'::character varying, 'unanswered'::character varying, 'elsewhere'::character varying])::text[]))),
    CONSTRAINT domain_claim_withdrawn_by_somebody CHECK ((((withdrawn_at IS NULL) AND ((withdrawn_by)::text = ''::text)) OR ((NOT (withdrawn_at IS NULL)) AND (NOT ((withdrawn_by)::text = ''::text)))))
);
CREATE TABLE curule_event (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    type character varying(60) NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    actor_kind character varying(12) NOT NULL,
    actor_id uuid,
    subscription_id uuid,
    subject_id uuid,
    payload jsonb NOT NULL
);
CREATE TABLE curule_external_id (
    id uuid NOT NULL,
    is_live boolean NOT NULL,
    written character varying(100) NOT NULL,
    email character varying(254) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by character varying(254) NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT external_id_is_no_other CHECK (((written)::text ~ '^[A-Za-z0-9._:|~=-]+$'::text)),
    CONSTRAINT external_id_is_not_ours CHECK ((NOT ((written)::text ~~ 'usr\_%'::text))),
    CONSTRAINT external_id_of_somebody CHECK ((NOT ((email)::text = ''::text)))
);
CREATE TABLE curule_foreign_id (
    id uuid NOT NULL,
    source character varying(20) NOT NULL,
    kind character varying(12) NOT NULL,
    written character varying(255) NOT NULL,
    subscription_id uuid,
    created_at timestamp with time zone NOT NULL,
    account_id uuid NOT NULL,
    CONSTRAINT foreign_id_kind_known CHECK (((kind)::text = ANY ((ARRAY['customer'::character varying, 'subscription'::character varying])::text[]))),
    CONSTRAINT foreign_id_names_its_kind CHECK (((((kind)::text = 'customer'::text) AND (subscription_id IS NULL)) OR ((NOT ((kind)::text = 'customer'::text)) AND (NOT (subscription_id IS NULL))))),
    CONSTRAINT foreign_id_written_down CHECK (((NOT ((source)::text = ''::text)) AND (NOT ((written)::text = ''::text))))
);
CREATE TABLE curule_gateway_event (
    id uuid NOT NULL,
    gateway character varying(40) NOT NULL,
    event_id character varying(255) NOT NULL,
    kind character varying(120) NOT NULL,
    subject character varying(255) NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    received_at timestamp with time zone NOT NULL,
    look_again_at timestamp with time zone,
    looked smallint NOT NULL,
    outcome character varying(20) NOT NULL,
    CONSTRAINT curule_gateway_event_looked_check CHECK ((looked >= 0))
);
CREATE TABLE curule_invitation (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    subscription_id uuid NOT NULL,
    pool_id uuid NOT NULL,
    seat_type_id uuid NOT NULL,
    email character varying(254) NOT NULL,
    first_name character varying(200) NOT NULL,
    last_name character varying(200) NOT NULL,
    language character varying(12) NOT NULL,
    status character varying(10) NOT NULL,
    generation integer NOT NULL,
    holds_seat boolean NOT NULL,
    invited_by uuid,
    invited_at timestamp with time zone NOT NULL,
    sent_count integer NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    accepted_by uuid,
    closed_at timestamp with time zone,
    CONSTRAINT curule_invitation_generation_check CHECK ((generation >= 0)),
    CONSTRAINT curule_invitation_sent_count_check CHECK ((sent_count >= 0)),
    CONSTRAINT invitation_accepted_by_somebody CHECK (((NOT ((status)::text = 'accepted'::text)) OR (accepted_by IS NOT NULL))),
    CONSTRAINT invitation_accepted_in_time CHECK (((NOT ((status)::text = 'accepted'::text)) OR (closed_at < expires_at))),
    CONSTRAINT invitation_closed_dated CHECK (((((status)::text = 'open'::text) AND (closed_at IS NULL)) OR ((NOT ((status)::text = 'open'::text)) AND (NOT (closed_at IS NULL))))),
    CONSTRAINT invitation_status_known CHECK (((status)::text = ANY ((ARRAY['open'::character varying, 'accepted'::character varying, 'declined'::character varying, 'canceled'::character varying, 'expired'::character varying])::text[])))
);
CREATE TABLE curule_invoice (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    subscription_id uuid,
    number character varying(80),
    kind character varying(10) NOT NULL,
    status character varying(14) NOT NULL,
    currency character varying(3) NOT NULL,
    subtotal_minor bigint NOT NULL,
    tax_rate numeric(6,3),
    tax_minor bigint NOT NULL,
    total_minor bigint NOT NULL,
    paid_minor bigint NOT NULL,
    credited_minor bigint NOT NULL,
    period_starts_at timestamp with time zone,
    period_ends_at timestamp with time zone,
    issued_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    raised_by uuid,
    is_granted boolean NOT NULL,
    next_attempt_at timestamp with time zone,
    attempts smallint NOT NULL,
    closed_at timestamp with time zone,
    left_behind_at timestamp with time zone,
    tax_category character varying(2) NOT NULL,
    tax_country character varying(2) NOT NULL,
    tax_note text NOT NULL,
    tax_treatment character varying(16) NOT NULL,
    as_issued text NOT NULL,
    tax_behavior character varying(9) NOT NULL,
    CONSTRAINT curule_invoice_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT invoice_currency_written CHECK (((currency)::text ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT invoice_kind_known CHECK (((kind)::text = ANY ((ARRAY['purchase'::character varying, 'seats'::character varying, 'plan'::character varying, 'renewal'::character varying])::text[]))),
    CONSTRAINT invoice_never_overpaid CHECK (((paid_minor >= 0) AND (credited_minor >= 0) AND (total_minor >= (paid_minor + credited_minor)))),
    CONSTRAINT invoice_paid_in_full CHECK (((NOT ((status)::text = 'paid'::text)) OR (total_minor = (paid_minor + credited_minor)))),
    CONSTRAINT invoice_positive CHECK ((total_minor > 0)),
    CONSTRAINT invoice_renewal_of_a_period CHECK (((NOT ((kind)::text = 'renewal'::text)) OR ((period_starts_at IS NOT NULL) AND (subscription_id IS NOT NULL)))),
    CONSTRAINT invoice_status_known CHECK (((status)::text = ANY ((ARRAY['draft'::character varying, 'open'::character varying, 'paid'::character varying, 'void'::character varying, 'uncollectible'::character varying])::text[]))),
    CONSTRAINT invoice_tax_behavior_known CHECK (((tax_behavior)::text = ANY ((ARRAY['exclusive'::character varying, 'inclusive'::character varying])::text[]))),
    CONSTRAINT invoice_tax_category_known CHECK (((tax_category)::text = ANY ((ARRAY[''::character varying, 'S'::character varying, 'Z'::character varying, 'E'::character varying, 'AE'::character varying, 'G'::character varying, 'O'::character varying])::text[]))),
    CONSTRAINT invoice_total_adds_up CHECK ((total_minor = (subtotal_minor + tax_minor)))
);
CREATE TABLE curule_invoice_line (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    "position" integer NOT NULL,
    kind character varying(12) NOT NULL,
    seat_type_id uuid,
    quantity bigint NOT NULL,
    unit_amount_minor bigint,
    period_starts_at timestamp with time zone,
    period_ends_at timestamp with time zone,
    numerator bigint NOT NULL,
    denominator bigint NOT NULL,
    amount_minor bigint NOT NULL,
    invoice_id uuid NOT NULL,
    coupon_code character varying(40) NOT NULL,
    discount_minor bigint NOT NULL,
    included_tax_minor bigint NOT NULL,
    CONSTRAINT curule_invoice_line_position_check CHECK (("position" >= 0)),
    CONSTRAINT invoice_line_discounted CHECK (((((coupon_code)::text = ''::text) AND (discount_minor = 0)) OR ((amount_minor > 0) AND (discount_minor > 0) AND (NOT ((coupon_code)::text = ''::text))))),
    CONSTRAINT invoice_line_fraction CHECK (((denominator > 0) AND (numerator >= 0))),
    CONSTRAINT invoice_line_kind_known CHECK (((kind)::text = ANY ((ARRAY['seats'::character varying, 'base_fee'::character varying, 'unused'::character varying, 'difference'::character varying, 'goodwill'::character varying])::text[]))),
    CONSTRAINT invoice_line_not_zero CHECK ((NOT (amount_minor = 0)))
);
CREATE TABLE curule_invoice_series (
    id uuid NOT NULL,
    key character varying(80) NOT NULL,
    last_number bigint NOT NULL,
    CONSTRAINT curule_invoice_series_last_number_check CHECK ((last_number >= 0))
)
WITH (fillfactor='10');
CREATE TABLE curule_ledger_entry (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    transaction_id uuid NOT NULL,
    ledger_account character varying(60) NOT NULL,
    currency character varying(3) NOT NULL,
    amount_minor bigint NOT NULL,
    CONSTRAINT ledger_entry_not_zero CHECK ((NOT (amount_minor = 0)))
);
CREATE TABLE curule_ledger_transaction (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    number bigint NOT NULL,
    kind character varying(30) NOT NULL,
    currency character varying(3) NOT NULL,
    source_id uuid NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recognized_until date,
    CONSTRAINT curule_ledger_transaction_number_check CHECK ((number >= 0)),
    CONSTRAINT ledger_transaction_currency_written CHECK (((currency)::text ~ '^[A-Z]{3}$'::text))
);
CREATE TABLE curule_lost_numbers (
    id uuid NOT NULL,
    series character varying(80) NOT NULL,
    first_number bigint NOT NULL,
    last_number bigint NOT NULL,
    noted_at timestamp with time zone NOT NULL,
    CONSTRAINT curule_lost_numbers_first_number_check CHECK ((first_number >= 0)),
    CONSTRAINT curule_lost_numbers_last_number_check CHECK ((last_number >= 0)),
    CONSTRAINT lost_numbers_from_first_to_last CHECK (((first_number >= 1) AND (last_number >= first_number)))
);
CREATE TABLE curule_mail_choice (
    id uuid NOT NULL,
    kind character varying(12) NOT NULL,
    chosen_at timestamp with time zone NOT NULL,
    person_id uuid NOT NULL
);
CREATE TABLE curule_member (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    person_id uuid NOT NULL,
    joined_at timestamp with time zone NOT NULL,
    left_at timestamp with time zone
);
CREATE TABLE curule_method_setup (
    id uuid NOT NULL,
    gateway character varying(40) NOT NULL,
    reference character varying(255) NOT NULL,
    is_default boolean NOT NULL,
    started_by uuid,
    started_at timestamp with time zone NOT NULL,
    settled_at timestamp with time zone,
    method_id uuid,
    account_id uuid NOT NULL
);
CREATE TABLE curule_next_term (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    subscription_id uuid NOT NULL,
    order_id uuid NOT NULL,
    seats jsonb NOT NULL,
    leaves jsonb NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    status character varying(10) NOT NULL,
    closed_at timestamp with time zone,
    CONSTRAINT next_term_applied_in_time CHECK (((NOT ((status)::text = 'applied'::text)) OR (closed_at >= starts_at))),
    CONSTRAINT next_term_closed_dated CHECK (((((status)::text = 'open'::text) AND (closed_at IS NULL)) OR ((NOT ((status)::text = 'open'::text)) AND (NOT (closed_at IS NULL))))),
    CONSTRAINT next_term_status_known CHECK (((status)::text = ANY ((ARRAY['open'::character varying, 'applied'::character varying, 'withdrawn'::character varying, 'replaced'::character varying])::text[])))
);
CREATE TABLE curule_notice (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    subject_id uuid NOT NULL,
    kind character varying(40) NOT NULL,
    due_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone NOT NULL
);
CREATE TABLE curule_operation (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    key character varying(255) NOT NULL,
    command character varying(60) NOT NULL,
    fingerprint character varying(64) NOT NULL,
    result jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL
);
CREATE TABLE curule_order (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    subscription_id uuid NOT NULL,
    quote_id uuid NOT NULL,
    invoice_id uuid,
    status character varying(18) NOT NULL,
    placed_at timestamp with time zone NOT NULL,
    placed_by uuid,
    granted_at timestamp with time zone,
    closed_at timestamp with time zone,
    CONSTRAINT order_closed_dated CHECK ((((status)::text = 'awaiting_payment'::text) OR (closed_at IS NOT NULL))),
    CONSTRAINT order_status_known CHECK (((status)::text = ANY ((ARRAY['awaiting_payment'::character varying, 'completed'::character varying, 'canceled'::character varying])::text[])))
);
CREATE TABLE curule_outbox_message (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    template character varying(40) NOT NULL,
    recipient character varying(254) NOT NULL,
    language character varying(12) NOT NULL,
    context jsonb NOT NULL,
    subscription_id uuid,
    invitation_id uuid,
    status character varying(6) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    attempts smallint NOT NULL,
    next_attempt_at timestamp with time zone,
    leased_until timestamp with time zone,
    fence integer NOT NULL,
    sent_at timestamp with time zone,
    failure character varying(200) NOT NULL,
    CONSTRAINT curule_outbox_message_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT curule_outbox_message_fence_check CHECK ((fence >= 0)),
    CONSTRAINT outbox_message_sent_dated CHECK (((NOT ((status)::text = 'sent'::text)) OR (sent_at IS NOT NULL))),
    CONSTRAINT outbox_message_status_known CHECK (((status)::text = ANY ((ARRAY['queued'::character varying, 'sent'::character varying, 'held'::character varying, 'failed'::character varying])::text[])))
)
WITH (autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_threshold='1000', autovacuum_vacuum_cost_delay='0', autovacuum_analyze_scale_factor='0.02', vacuum_index_cleanup='on');
CREATE TABLE curule_payment (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    invoice_id uuid,
    method_id uuid,
    gateway character varying(40) NOT NULL,
    method_name character varying(60) NOT NULL,
    key character varying(120) NOT NULL,
    status character varying(10) NOT NULL,
    currency character varying(3) NOT NULL,
    amount_minor bigint NOT NULL,
    applied_minor bigint NOT NULL,
    refunded_minor bigint NOT NULL,
    reference character varying(140) NOT NULL,
    failure character varying(60) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    settled_at timestamp with time zone,
    ask_again_at timestamp with time zone,
    asked smallint NOT NULL,
    CONSTRAINT curule_payment_asked_check CHECK ((asked >= 0)),
    CONSTRAINT payment_currency_written CHECK (((currency)::text ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT payment_has_a_key CHECK ((NOT ((key)::text = ''::text))),
    CONSTRAINT payment_positive CHECK ((amount_minor > 0)),
    CONSTRAINT payment_refund_within CHECK (((applied_minor >= 0) AND (applied_minor <= amount_minor) AND (refunded_minor >= 0) AND (refunded_minor <= amount_minor))),
    CONSTRAINT payment_settled_dated CHECK ((((status)::text = ANY ((ARRAY['pending'::character varying, 'confirming'::character varying, 'unknown'::character varying])::text[])) OR (settled_at IS NOT NULL))),
    CONSTRAINT payment_status_known CHECK (((status)::text = ANY ((ARRAY['pending'::character varying, 'succeeded'::character varying, 'failed'::character varying, 'unknown'::character varying, 'reversed'::character varying, 'confirming'::character varying])::text[])))
);
CREATE TABLE curule_payment_method (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    name character varying(60) CONSTRAINT curule_payment_method_name_not_null1 NOT NULL,
    gateway character varying(40) NOT NULL,
    token character varying(120) NOT NULL,
    is_saved boolean NOT NULL,
    is_default boolean NOT NULL,
    added_by uuid,
    added_at timestamp with time zone NOT NULL,
    removed_at timestamp with time zone,
    CONSTRAINT payment_method_default_is_saved CHECK (((NOT is_default) OR is_saved))
);
CREATE TABLE curule_pending_line (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    "position" integer NOT NULL,
    kind character varying(12) NOT NULL,
    seat_type_id uuid,
    quantity bigint NOT NULL,
    unit_amount_minor bigint,
    period_starts_at timestamp with time zone,
    period_ends_at timestamp with time zone,
    numerator bigint NOT NULL,
    denominator bigint NOT NULL,
    amount_minor bigint NOT NULL,
    subscription_id uuid NOT NULL,
    charge_id uuid,
    created_at timestamp with time zone NOT NULL,
    invoice_id uuid,
    coupon_code character varying(40) NOT NULL,
    discount_minor bigint NOT NULL,
    CONSTRAINT curule_pending_line_position_check CHECK (("position" >= 0)),
    CONSTRAINT pending_line_discounted CHECK (((((coupon_code)::text = ''::text) AND (discount_minor = 0)) OR ((amount_minor > 0) AND (discount_minor > 0) AND (NOT ((coupon_code)::text = ''::text))))),
    CONSTRAINT pending_line_kind_known CHECK (((kind)::text = ANY ((ARRAY['seats'::character varying, 'base_fee'::character varying, 'unused'::character varying, 'difference'::character varying, 'goodwill'::character varying])::text[])))
);
CREATE TABLE curule_people_import (
    id uuid NOT NULL,
    subscription_id uuid NOT NULL,
    seat_type_id uuid NOT NULL,
    name character varying(200) NOT NULL,
    coding character varying(12) NOT NULL,
    separator character varying(1) NOT NULL,
    status character varying(8) NOT NULL,
    if_full character varying(8) NOT NULL,
    added_by uuid,
    created_at timestamp with time zone NOT NULL,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    account_id uuid NOT NULL,
    CONSTRAINT people_import_started_dated CHECK (((((status)::text = 'checking'::text) AND (started_at IS NULL)) OR ((NOT ((status)::text = 'checking'::text)) AND (NOT (started_at IS NULL))))),
    CONSTRAINT people_import_status_known CHECK (((status)::text = ANY ((ARRAY['checking'::character varying, 'running'::character varying, 'done'::character varying, 'stopped'::character varying])::text[])))
);
CREATE TABLE curule_people_import_row (
    id uuid NOT NULL,
    import_id uuid NOT NULL,
    number integer NOT NULL,
    written character varying(254) NOT NULL,
    email character varying(254) NOT NULL,
    first_name character varying(200) NOT NULL,
    last_name character varying(200) NOT NULL,
    outcome character varying(12) NOT NULL,
    reason character varying(40) NOT NULL,
    account_id uuid NOT NULL,
    CONSTRAINT curule_people_import_row_number_check CHECK ((number >= 0))
);
CREATE TABLE curule_period (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    subscription_id uuid NOT NULL,
    pool_id uuid NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    CONSTRAINT period_not_empty CHECK ((ends_at > starts_at))
);
CREATE TABLE curule_person (
    password character varying(128) NOT NULL,
    last_login timestamp with time zone,
    id uuid NOT NULL,
    email character varying(254) NOT NULL,
    first_name character varying(200) NOT NULL,
    last_name character varying(200) NOT NULL,
    search_key character varying(700) NOT NULL,
    language character varying(12) NOT NULL,
    time_zone character varying(64) NOT NULL,
    verified_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL
);
CREATE TABLE curule_plan (
    id uuid NOT NULL,
    product_id uuid NOT NULL,
    key character varying(60) NOT NULL,
    name character varying(200) NOT NULL
);
CREATE TABLE curule_plan_version (
    id uuid NOT NULL,
    plan_id uuid NOT NULL,
    number integer NOT NULL,
    policy jsonb NOT NULL,
    published_at timestamp with time zone,
    CONSTRAINT curule_plan_version_number_check CHECK ((number >= 0))
);
CREATE TABLE curule_price (
    id uuid NOT NULL,
    plan_version_id uuid NOT NULL,
    seat_type_id uuid NOT NULL,
    currency character varying(3) NOT NULL,
    interval_unit character varying(5) NOT NULL,
    interval_count integer NOT NULL,
    model character varying(10) NOT NULL,
    unit_amount_minor bigint NOT NULL,
    tiers jsonb NOT NULL,
    package_size integer,
    base_fee_minor bigint NOT NULL,
    tax_behavior character varying(9) NOT NULL,
    CONSTRAINT curule_price_interval_count_check CHECK ((interval_count >= 0)),
    CONSTRAINT curule_price_package_size_check CHECK ((package_size >= 0)),
    CONSTRAINT price_currency_written CHECK (((currency)::text ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT price_interval_unit_known CHECK (((interval_unit)::text = ANY ((ARRAY['day'::character varying, 'week'::character varying, 'month'::character varying, 'year'::character varying])::text[]))),
    CONSTRAINT price_model_known CHECK (((model)::text = ANY ((ARRAY['flat'::character varying, 'graduated'::character varying, 'volume'::character varying, 'package'::character varying])::text[]))),
    CONSTRAINT price_not_negative CHECK (((unit_amount_minor >= 0) AND (base_fee_minor >= 0))),
    CONSTRAINT price_tax_behavior_known CHECK (((tax_behavior)::text = ANY ((ARRAY['exclusive'::character varying, 'inclusive'::character varying])::text[])))
);
CREATE TABLE curule_price_change (
    id uuid NOT NULL,
    subscription_id uuid NOT NULL,
    from_version_id uuid NOT NULL,
    plan_version_id uuid NOT NULL,
    notice_days smallint NOT NULL,
    not_before timestamp with time zone NOT NULL,
    renews_at timestamp with time zone NOT NULL,
    currency character varying(3) NOT NULL,
    amount_before_minor bigint NOT NULL,
    amount_after_minor bigint NOT NULL,
    status character varying(10) NOT NULL,
    announced_at timestamp with time zone NOT NULL,
    announced_by uuid,
    closed_at timestamp with time zone,
    account_id uuid NOT NULL,
    CONSTRAINT curule_price_change_notice_days_check CHECK ((notice_days >= 0)),
    CONSTRAINT price_change_applied_in_time CHECK (((NOT ((status)::text = 'applied'::text)) OR (closed_at >= not_before))),
    CONSTRAINT price_change_closed_dated CHECK (((((status)::text = 'open'::text) AND (closed_at IS NULL)) OR ((NOT ((status)::text = 'open'::text)) AND (NOT (closed_at IS NULL))))),
    CONSTRAINT price_change_currency_written CHECK (((currency)::text ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT price_change_notice_within CHECK ((notice_days <= 365)),
    CONSTRAINT price_change_other_version CHECK ((NOT (plan_version_id = from_version_id))),
    CONSTRAINT price_change_renews_after_notice CHECK ((renews_at >= not_before)),
    CONSTRAINT price_change_status_known CHECK (((status)::text = ANY ((ARRAY['open'::character varying, 'applied'::character varying, 'withdrawn'::character varying, 'replaced'::character varying])::text[]))),
    CONSTRAINT price_change_with_notice CHECK ((not_before >= announced_at))
);
CREATE TABLE curule_product (
    id uuid NOT NULL,
    key character varying(60) NOT NULL,
    name character varying(200) NOT NULL
);
CREATE TABLE curule_quote (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    subscription_id uuid,
    subscription_version integer,
    kind character varying(10) NOT NULL,
    status character varying(10) NOT NULL,
    terms jsonb NOT NULL,
    change jsonb NOT NULL,
    currency character varying(3) NOT NULL,
    subtotal_minor bigint NOT NULL,
    tax_minor bigint NOT NULL,
    total_minor bigint NOT NULL,
    credit_minor bigint NOT NULL,
    due_now_minor bigint NOT NULL,
    at_renewal_minor bigint NOT NULL,
    is_offer boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by uuid,
    expires_at timestamp with time zone,
    closed_at timestamp with time zone,
    remind_at timestamp with time zone,
    given_back_minor bigint NOT NULL,
    tax_behavior character varying(9) NOT NULL,
    CONSTRAINT curule_quote_subscription_version_check CHECK ((subscription_version >= 0)),
    CONSTRAINT quote_credit_within_total CHECK ((credit_minor >= 0)),
    CONSTRAINT quote_currency_written CHECK (((currency)::text ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT quote_gives_back CHECK ((given_back_minor >= 0)),
    CONSTRAINT quote_kind_known CHECK (((kind)::text = ANY ((ARRAY['purchase'::character varying, 'seats'::character varying, 'plan'::character varying, 'renewal'::character varying])::text[]))),
    CONSTRAINT quote_status_known CHECK (((status)::text = ANY ((ARRAY['requested'::character varying, 'open'::character varying, 'accepted'::character varying, 'declined'::character varying, 'expired'::character varying, 'superseded'::character varying])::text[]))),
    CONSTRAINT quote_tax_behavior_known CHECK (((tax_behavior)::text = ANY ((ARRAY['exclusive'::character varying, 'inclusive'::character varying])::text[]))),
    CONSTRAINT quote_total_adds_up CHECK ((total_minor = (subtotal_minor + tax_minor)))
);
CREATE TABLE curule_refund (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    payment_id uuid NOT NULL,
    credit_note_id uuid,
    key character varying(120) NOT NULL,
    status character varying(10) NOT NULL,
    currency character varying(3) NOT NULL,
    amount_minor bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    settled_at timestamp with time zone,
    ask_again_at timestamp with time zone,
    CONSTRAINT refund_currency_written CHECK (((currency)::text ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT refund_has_a_key CHECK ((NOT ((key)::text = ''::text))),
    CONSTRAINT refund_positive CHECK ((amount_minor > 0)),
    CONSTRAINT refund_status_known CHECK (((status)::text = ANY ((ARRAY['pending'::character varying, 'succeeded'::character varying, 'failed'::character varying, 'unknown'::character varying, 'reversed'::character varying])::text[])))
);
CREATE TABLE curule_revenue_schedule (
    id uuid NOT NULL,
    time_zone character varying(64) NOT NULL,
    next_at timestamp with time zone,
    account_id uuid NOT NULL
);
CREATE TABLE curule_role_grant (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    person_id uuid NOT NULL,
    role character varying(20) NOT NULL,
    granted_at timestamp with time zone NOT NULL,
    granted_by uuid,
    revoked_at timestamp with time zone,
    revoked_by uuid,
    CONSTRAINT role_grant_role_known CHECK (((role)::text = ANY ((ARRAY['owner'::character varying, 'contract_manager'::character varying, 'billing_contact'::character varying, 'admin'::character varying])::text[])))
);
CREATE TABLE curule_scheduled_plan_change (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    subscription_id uuid NOT NULL,
    plan_version_id uuid NOT NULL,
    seats jsonb NOT NULL,
    effective_at timestamp with time zone NOT NULL,
    status character varying(10) NOT NULL,
    requested_at timestamp with time zone NOT NULL,
    requested_by uuid,
    closed_at timestamp with time zone,
    CONSTRAINT scheduled_plan_change_applied_in_time CHECK (((NOT ((status)::text = 'applied'::text)) OR (closed_at >= effective_at))),
    CONSTRAINT scheduled_plan_change_closed_dated CHECK (((((status)::text = 'open'::text) AND (closed_at IS NULL)) OR ((NOT ((status)::text = 'open'::text)) AND (NOT (closed_at IS NULL))))),
    CONSTRAINT scheduled_plan_change_status_known CHECK (((status)::text = ANY ((ARRAY['open'::character varying, 'applied'::character varying, 'withdrawn'::character varying, 'replaced'::character varying])::text[])))
);
CREATE TABLE curule_scheduled_reduction (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    subscription_id uuid NOT NULL,
    seat_type_id uuid NOT NULL,
    target integer NOT NULL,
    effective_at timestamp with time zone NOT NULL,
    leaves jsonb NOT NULL,
    status character varying(10) NOT NULL,
    requested_at timestamp with time zone NOT NULL,
    requested_by uuid,
    closed_at timestamp with time zone,
    remind_at timestamp with time zone,
    told jsonb NOT NULL,
    CONSTRAINT curule_scheduled_reduction_target_check CHECK ((target >= 0)),
    CONSTRAINT scheduled_reduction_applied_in_time CHECK (((NOT ((status)::text = 'applied'::text)) OR (closed_at >= effective_at))),
    CONSTRAINT scheduled_reduction_closed_dated CHECK (((((status)::text = 'open'::text) AND (closed_at IS NULL)) OR ((NOT ((status)::text = 'open'::text)) AND (NOT (closed_at IS NULL))))),
    CONSTRAINT scheduled_reduction_status_known CHECK (((status)::text = ANY ((ARRAY['open'::character varying, 'applied'::character varying, 'withdrawn'::character varying, 'replaced'::character varying])::text[])))
);
CREATE TABLE curule_seat (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    subscription_id uuid NOT NULL,
    pool_id uuid NOT NULL,
    seat_type_id uuid NOT NULL,
    order_id uuid,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone,
    assignment_id uuid,
    freed_at timestamp with time zone,
    last_holder character varying(254) NOT NULL,
    CONSTRAINT seat_not_empty CHECK (((ends_at IS NULL) OR (ends_at > starts_at)))
)
WITH (autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_threshold='1000', autovacuum_vacuum_cost_delay='0', autovacuum_analyze_scale_factor='0.02', vacuum_index_cleanup='on');
CREATE TABLE curule_seat_maximum (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    product_id uuid NOT NULL,
    seat_type character varying(60) NOT NULL,
    maximum integer NOT NULL,
    agreed_at timestamp with time zone NOT NULL,
    agreed_by uuid,
    promised integer NOT NULL,
    CONSTRAINT curule_seat_maximum_maximum_check CHECK ((maximum >= 0)),
    CONSTRAINT curule_seat_maximum_promised_check CHECK ((promised >= 0))
);
CREATE TABLE curule_seat_request (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    subscription_id uuid NOT NULL,
    seat_type_id uuid NOT NULL,
    person_id uuid NOT NULL,
    status character varying(10) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    decided_by uuid,
    reason character varying(200) NOT NULL,
    CONSTRAINT seat_request_decided_dated CHECK (((((status)::text = 'open'::text) AND (decided_at IS NULL)) OR ((NOT ((status)::text = 'open'::text)) AND (NOT (decided_at IS NULL))))),
    CONSTRAINT seat_request_status_known CHECK (((status)::text = ANY ((ARRAY['open'::character varying, 'approved'::character varying, 'declined'::character varying])::text[])))
);
CREATE TABLE curule_seat_type (
    id uuid NOT NULL,
    plan_version_id uuid NOT NULL,
    name character varying(60) NOT NULL,
    "position" integer NOT NULL,
    min_seats integer NOT NULL,
    max_seats integer,
    step integer NOT NULL,
    base character varying(60),
    is_unlimited boolean NOT NULL,
    noun jsonb,
    CONSTRAINT curule_seat_type_max_seats_check CHECK ((max_seats >= 0)),
    CONSTRAINT curule_seat_type_min_seats_check CHECK ((min_seats >= 0)),
    CONSTRAINT curule_seat_type_position_check CHECK (("position" >= 0)),
    CONSTRAINT curule_seat_type_step_check CHECK ((step >= 0)),
    CONSTRAINT seat_type_limits_ordered CHECK (((max_seats IS NULL) OR (max_seats >= min_seats))),
    CONSTRAINT seat_type_step_positive CHECK ((step >= 1))
);
CREATE TABLE curule_seller (
    id uuid NOT NULL,
    country character varying(2) NOT NULL,
    one_stop_shop_since date,
    one_stop_shop_until date,
    destination_since date,
    recorded_at timestamp with time zone NOT NULL,
    recorded_by uuid,
    city character varying(100) NOT NULL,
    email character varying(254) NOT NULL,
    legal_note character varying(200) NOT NULL,
    name character varying(200) NOT NULL,
    postcode character varying(20) NOT NULL,
    street character varying(200) NOT NULL,
    tax_number character varying(40) NOT NULL,
    CONSTRAINT seller_country_written CHECK (((country)::text ~ '^[A-Z]{2}$'::text)),
    CONSTRAINT seller_one_stop_shop_not_empty CHECK (((one_stop_shop_until IS NULL) OR ((one_stop_shop_since IS NOT NULL) AND (one_stop_shop_until > one_stop_shop_since))))
);
CREATE TABLE curule_seller_registration (
    id uuid NOT NULL,
    country character varying(2) NOT NULL,
    number character varying(40) NOT NULL,
    since date NOT NULL,
    until date,
    recorded_at timestamp with time zone NOT NULL,
    recorded_by uuid,
    ended_at timestamp with time zone,
    ended_by uuid,
    CONSTRAINT seller_registration_country_written CHECK (((country)::text ~ '^[A-Z]{2}$'::text)),
    CONSTRAINT seller_registration_not_empty CHECK (((until IS NULL) OR (until > since)))
);
CREATE TABLE curule_settlement (
    id uuid NOT NULL,
    own_account_id uuid NOT NULL,
    joined_account_id uuid NOT NULL,
    person_id uuid NOT NULL,
    invitation_id uuid NOT NULL,
    own_subscription_id uuid NOT NULL,
    choice character varying(8) NOT NULL,
    status character varying(8) NOT NULL,
    currency character varying(3) NOT NULL,
    amount_minor bigint NOT NULL,
    settled_at timestamp with time zone NOT NULL,
    moves_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    restore jsonb NOT NULL,
    held_at timestamp with time zone,
    CONSTRAINT settlement_choice_known CHECK (((choice)::text = ANY ((ARRAY['refund'::character varying, 'transfer'::character varying])::text[]))),
    CONSTRAINT settlement_closed_dated CHECK (((((status)::text = 'pending'::text) AND (closed_at IS NULL)) OR ((NOT ((status)::text = 'pending'::text)) AND (NOT (closed_at IS NULL))))),
    CONSTRAINT settlement_currency_written CHECK (((currency)::text ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT settlement_moves_later CHECK ((moves_at >= settled_at)),
    CONSTRAINT settlement_not_negative CHECK ((amount_minor >= 0)),
    CONSTRAINT settlement_status_known CHECK (((status)::text = ANY ((ARRAY['pending'::character varying, 'moved'::character varying, 'undone'::character varying])::text[]))),
    CONSTRAINT settlement_two_accounts CHECK ((NOT (own_account_id = joined_account_id)))
);
CREATE TABLE curule_sign_in_demand (
    id uuid NOT NULL,
    rule character varying(20) NOT NULL,
    demanded_at timestamp with time zone NOT NULL,
    demanded_by character varying(254) NOT NULL,
    lifted_at timestamp with time zone,
    lifted_by character varying(254) NOT NULL,
    account_id uuid NOT NULL,
    CONSTRAINT sign_in_demand_lifted_by_somebody CHECK ((((lifted_at IS NULL) AND ((lifted_by)::text = ''::text)) OR ((NOT (lifted_at IS NULL)) AND (NOT ((lifted_by)::text = ''::text))))),
    CONSTRAINT sign_in_demand_rule_known CHECK (((rule)::text = ANY ((ARRAY['single_sign_on'::character varying, 'second_factor'::character varying])::text[])))
);
CREATE TABLE curule_signing_key (
    id uuid NOT NULL,
    use character varying(20) NOT NULL,
    kid character varying(43) NOT NULL,
    public bytea NOT NULL,
    sealed bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by character varying(254) NOT NULL,
    retired_at timestamp with time zone,
    retired_by character varying(254) NOT NULL,
    shown_until timestamp with time zone,
    CONSTRAINT signing_key_retired_by_somebody CHECK ((((retired_at IS NULL) AND ((retired_by)::text = ''::text)) OR ((NOT (retired_at IS NULL)) AND (NOT ((retired_by)::text = ''::text))))),
    CONSTRAINT signing_key_retired_later CHECK (((retired_at IS NULL) OR (retired_at >= created_at))),
    CONSTRAINT signing_key_sealed_while_it_signs CHECK ((((retired_at IS NULL) AND (NOT (sealed = '\x'::bytea))) OR ((NOT (retired_at IS NULL)) AND (sealed = '\x'::bytea)))),
    CONSTRAINT signing_key_shown_dated CHECK ((((retired_at IS NULL) AND (shown_until IS NULL)) OR ((NOT (retired_at IS NULL)) AND (NOT (shown_until IS NULL))))),
    CONSTRAINT signing_key_use_known CHECK (((use)::text = ANY ((ARRAY['offline_tokens'::character varying, 'sign_in'::character varying])::text[])))
);
CREATE TABLE curule_sso_connection (
    id uuid NOT NULL,
    issuer character varying(500) NOT NULL,
    client_id character varying(255) NOT NULL,
    sealed bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by character varying(254) NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    changed_by character varying(254) NOT NULL,
    ended_at timestamp with time zone,
    ended_by character varying(254) NOT NULL,
    account_id uuid NOT NULL,
    CONSTRAINT sso_connection_changed_later CHECK ((changed_at >= created_at)),
    CONSTRAINT sso_connection_ended_by_somebody CHECK ((((ended_at IS NULL) AND ((ended_by)::text = ''::text)) OR ((NOT (ended_at IS NULL)) AND (NOT ((ended_by)::text = ''::text))))),
    CONSTRAINT sso_connection_secret_gone_at_end CHECK (((ended_at IS NULL) OR (sealed = '\x'::bytea))),
    CONSTRAINT sso_connection_written CHECK (((NOT ((issuer)::text = ''::text)) AND (NOT ((client_id)::text = ''::text))))
);
CREATE TABLE curule_sso_identity (
    id uuid NOT NULL,
    connection_id uuid NOT NULL,
    issuer character varying(500) NOT NULL,
    subject character varying(255) NOT NULL,
    person_id uuid NOT NULL,
    linked_at timestamp with time zone NOT NULL,
    unlinked_at timestamp with time zone,
    unlinked_by character varying(254) NOT NULL,
    account_id uuid NOT NULL,
    CONSTRAINT sso_identity_named CHECK (((NOT ((issuer)::text = ''::text)) AND (NOT ((subject)::text = ''::text)))),
    CONSTRAINT sso_identity_unlinked_by_somebody CHECK ((((unlinked_at IS NULL) AND ((unlinked_by)::text = ''::text)) OR ((NOT (unlinked_at IS NULL)) AND (NOT ((unlinked_by)::text = ''::text)))))
);
CREATE TABLE curule_staff_grant (
    id uuid NOT NULL,
    role character varying(12) NOT NULL,
    granted_at timestamp with time zone NOT NULL,
    granted_by uuid,
    revoked_at timestamp with time zone,
    revoked_by uuid,
    person_id uuid NOT NULL,
    CONSTRAINT staff_grant_role_known CHECK (((role)::text = ANY ((ARRAY['admin'::character varying, 'finance'::character varying, 'support'::character varying, 'developer'::character varying, 'read_only'::character varying])::text[])))
);
CREATE TABLE curule_statement_columns (
    id uuid NOT NULL,
    titles character varying(64) NOT NULL,
    name character varying(60) NOT NULL,
    columns jsonb NOT NULL,
    saved_at timestamp with time zone NOT NULL,
    saved_by uuid
);
CREATE TABLE curule_subscription (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    product_id uuid NOT NULL,
    plan_version_id uuid NOT NULL,
    label character varying(60) NOT NULL,
    status character varying(12) NOT NULL,
    version integer NOT NULL,
    currency character varying(3) NOT NULL,
    interval_unit character varying(5) NOT NULL,
    interval_count integer NOT NULL,
    ordered_by uuid,
    method_id uuid,
    time_zone character varying(64) NOT NULL,
    anchor_on date,
    anchor_day smallint,
    anchor_time time without time zone,
    anchor_fold smallint NOT NULL,
    period_starts_at timestamp with time zone,
    period_ends_at timestamp with time zone,
    term_starts_at timestamp with time zone,
    term_ends_at timestamp with time zone,
    trial_ends_at timestamp with time zone,
    remind_at timestamp with time zone,
    auto_renew boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    started_at timestamp with time zone,
    ended_at timestamp with time zone,
    end_reason character varying(20) NOT NULL,
    CONSTRAINT curule_subscription_anchor_day_check CHECK ((anchor_day >= 0)),
    CONSTRAINT curule_subscription_anchor_fold_check CHECK ((anchor_fold >= 0)),
    CONSTRAINT curule_subscription_interval_count_check CHECK ((interval_count >= 0)),
    CONSTRAINT curule_subscription_version_check CHECK ((version >= 0)),
    CONSTRAINT subscription_currency_written CHECK (((currency)::text ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT subscription_ended_dated CHECK (((((status)::text = 'ended'::text) AND (ended_at IS NOT NULL)) OR ((NOT ((status)::text = 'ended'::text)) AND (NOT (ended_at IS NOT NULL))))),
    CONSTRAINT subscription_interval_unit_known CHECK (((interval_unit)::text = ANY ((ARRAY['day'::character varying, 'week'::character varying, 'month'::character varying, 'year'::character varying])::text[]))),
    CONSTRAINT subscription_period_not_empty CHECK (((period_ends_at IS NULL) OR (period_ends_at > period_starts_at))),
    CONSTRAINT subscription_started_dated CHECK ((((status)::text = ANY ((ARRAY['incomplete'::character varying, 'ended'::character varying])::text[])) OR (started_at IS NOT NULL))),
    CONSTRAINT subscription_status_known CHECK (((status)::text = ANY ((ARRAY['incomplete'::character varying, 'trialing'::character varying, 'active'::character varying, 'past_due'::character varying, 'suspended'::character varying, 'ended'::character varying])::text[]))),
    CONSTRAINT subscription_term_not_empty CHECK (((term_ends_at IS NULL) OR (term_ends_at > term_starts_at)))
)
WITH (fillfactor='80');
CREATE TABLE curule_tax_id_check (
    id uuid NOT NULL,
    tax_id character varying(40) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    asked_by uuid,
    state character varying(10) NOT NULL,
    tries integer NOT NULL,
    next_try_at timestamp with time zone,
    reason character varying(60) NOT NULL,
    settled_at timestamp with time zone,
    told_at timestamp with time zone,
    name character varying(300) NOT NULL,
    address character varying(500) NOT NULL,
    reference character varying(60) NOT NULL,
    account_id uuid NOT NULL,
    CONSTRAINT curule_tax_id_check_tries_check CHECK ((tries >= 0)),
    CONSTRAINT tax_id_check_about_a_number CHECK ((NOT ((tax_id)::text = ''::text))),
    CONSTRAINT tax_id_check_not_tried_after CHECK ((((state)::text = 'waiting'::text) OR (next_try_at IS NULL))),
    CONSTRAINT tax_id_check_settled_once CHECK ((((state)::text = 'waiting'::text) OR (settled_at IS NOT NULL))),
    CONSTRAINT tax_id_check_state_known CHECK (((state)::text = ANY ((ARRAY['waiting'::character varying, 'valid'::character varying, 'invalid'::character varying, 'unanswered'::character varying, 'replaced'::character varying])::text[]))),
    CONSTRAINT tax_id_check_waiting_is_tried CHECK (((((state)::text = 'waiting'::text) AND (next_try_at IS NOT NULL) AND (settled_at IS NULL)) OR ((NOT ((state)::text = 'waiting'::text)) AND (NOT ((next_try_at IS NOT NULL) AND (settled_at IS NULL))))))
);
CREATE TABLE curule_test_clock (
    id uuid NOT NULL,
    name character varying(40) NOT NULL,
    now timestamp with time zone NOT NULL,
    follows_from timestamp with time zone
)
WITH (fillfactor='10');
CREATE TABLE curule_vendor_operation (
    id uuid NOT NULL,
    key character varying(255) NOT NULL,
    command character varying(60) NOT NULL,
    fingerprint character varying(64) NOT NULL,
    result jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL
);
CREATE TABLE curule_waitlist_entry (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    subscription_id uuid NOT NULL,
    seat_type_id uuid NOT NULL,
    email character varying(254) NOT NULL,
    first_name character varying(200) NOT NULL,
    last_name character varying(200) NOT NULL,
    added_by uuid,
    added_at timestamp with time zone NOT NULL,
    left_at timestamp with time zone,
    outcome character varying(10) NOT NULL,
    look_again_at timestamp with time zone
);
CREATE TABLE curule_webhook_attempt (
    id uuid NOT NULL,
    delivery_id uuid NOT NULL,
    number integer NOT NULL,
    at timestamp with time zone NOT NULL,
    milliseconds integer NOT NULL,
    outcome character varying(11) NOT NULL,
    status_code smallint,
    account_id uuid NOT NULL,
    CONSTRAINT curule_webhook_attempt_milliseconds_check CHECK ((milliseconds >= 0)),
    CONSTRAINT curule_webhook_attempt_number_check CHECK ((number >= 0)),
    CONSTRAINT curule_webhook_attempt_status_code_check CHECK ((status_code >= 0)),
    CONSTRAINT webhook_attempt_outcome_known CHECK (((outcome)::text = ANY ((ARRAY['delivered'::character varying, 'redirected'::character varying, 'gone'::character varying, 'refused'::character varying, 'timed_out'::character varying, 'unreachable'::character varying, 'forbidden'::character varying, 'unwritable'::character varying])::text[])))
);
CREATE TABLE curule_webhook_delivery (
    id uuid NOT NULL,
    endpoint_id uuid NOT NULL,
    event_id uuid NOT NULL,
    status character varying(9) NOT NULL,
    attempts smallint NOT NULL,
    next_attempt_at timestamp with time zone,
    leased_until timestamp with time zone,
    fence integer NOT NULL,
    done_at timestamp with time zone,
    account_id uuid NOT NULL,
    CONSTRAINT curule_webhook_delivery_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT curule_webhook_delivery_fence_check CHECK ((fence >= 0)),
    CONSTRAINT webhook_delivery_done_dated CHECK (((((status)::text = 'pending'::text) AND (done_at IS NULL)) OR ((NOT ((status)::text = 'pending'::text)) AND (NOT (done_at IS NULL))))),
    CONSTRAINT webhook_delivery_status_known CHECK (((status)::text = ANY ((ARRAY['pending'::character varying, 'delivered'::character varying, 'failed'::character varying, 'dropped'::character varying])::text[])))
);
CREATE TABLE curule_webhook_endpoint (
    id uuid NOT NULL,
    url character varying(2000) NOT NULL,
    note character varying(200) NOT NULL,
    events character varying(60)[],
    is_live boolean NOT NULL,
    generation smallint NOT NULL,
    previous_until timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    created_by character varying(254) NOT NULL,
    changed_at timestamp with time zone,
    changed_by character varying(254) NOT NULL,
    disabled_at timestamp with time zone,
    disabled_because character varying(7) NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT curule_webhook_endpoint_generation_check CHECK ((generation >= 0)),
    CONSTRAINT webhook_endpoint_changed_by_somebody CHECK ((((changed_at IS NULL) AND ((changed_by)::text = ''::text)) OR ((NOT (changed_at IS NULL)) AND (NOT ((changed_by)::text = ''::text))))),
    CONSTRAINT webhook_endpoint_disabled_because_known CHECK (((disabled_because)::text = ANY ((ARRAY[''::character varying, 'staff'::character varying, 'gone'::character varying, 'failing'::character varying])::text[]))),
    CONSTRAINT webhook_endpoint_disabled_for_a_reason CHECK ((((disabled_at IS NULL) AND ((disabled_because)::text = ''::text)) OR ((NOT (disabled_at IS NULL)) AND (NOT ((disabled_because)::text = ''::text))))),
    CONSTRAINT webhook_endpoint_first_generation CHECK ((generation >= 1)),
    CONSTRAINT webhook_endpoint_previous_of_a_second CHECK (((previous_until IS NULL) OR (generation >= 2))),
    CONSTRAINT webhook_endpoint_some_events CHECK (((events IS NULL) OR (NOT ((events = '{}'::character varying(60)[]) AND (events IS NOT NULL)))))
);
CREATE TABLE django_content_type (
    id integer NOT NULL,
    app_label character varying(100) NOT NULL,
    model character varying(100) NOT NULL
);
ALTER TABLE django_content_type ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME django_content_type_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE django_migrations (
    id bigint NOT NULL,
    app character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    applied timestamp with time zone NOT NULL
);
ALTER TABLE django_migrations ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME django_migrations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE django_session (
    session_key character varying(40) NOT NULL,
    session_data text NOT NULL,
    expire_date timestamp with time zone NOT NULL
);
CREATE TABLE mfa_authenticator (
    id bigint NOT NULL,
    type character varying(20) NOT NULL,
    data jsonb NOT NULL,
    user_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone
);
ALTER TABLE mfa_authenticator ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME mfa_authenticator_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE procrastinate_events (
    id bigint NOT NULL,
    job_id bigint NOT NULL,
    type procrastinate_job_event_type,
    at timestamp with time zone DEFAULT now()
);
CREATE SEQUENCE procrastinate_events_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE procrastinate_events_id_seq OWNED BY procrastinate_events.id;
CREATE SEQUENCE procrastinate_jobs_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE procrastinate_jobs_id_seq OWNED BY procrastinate_jobs.id;
CREATE TABLE procrastinate_periodic_defers (
    id bigint NOT NULL,
    task_name character varying(128) NOT NULL,
    defer_timestamp bigint,
    job_id bigint,
    periodic_id character varying(128) DEFAULT ''::character varying NOT NULL
);
CREATE SEQUENCE procrastinate_periodic_defers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE procrastinate_periodic_defers_id_seq OWNED BY procrastinate_periodic_defers.id;
CREATE TABLE procrastinate_workers (
    id bigint NOT NULL,
    last_heartbeat timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE procrastinate_workers ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME procrastinate_workers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE ONLY procrastinate_events ALTER COLUMN id SET DEFAULT nextval('procrastinate_events_id_seq'::regclass);
ALTER TABLE ONLY procrastinate_jobs ALTER COLUMN id SET DEFAULT nextval('procrastinate_jobs_id_seq'::regclass);
ALTER TABLE ONLY procrastinate_periodic_defers ALTER COLUMN id SET DEFAULT nextval('procrastinate_periodic_defers_id_seq'::regclass);
INSERT INTO django_migrations (app, name, applied) VALUES ('curule', '0001_tables', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('account', '0001_initial', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('account', '0002_email_max_length', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('account', '0003_alter_emailaddress_create_unique_verified_email', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('account', '0004_alter_emailaddress_drop_unique_email', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('account', '0005_emailaddress_idx_upper_email', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('account', '0006_emailaddress_lower', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('account', '0007_emailaddress_idx_email', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('account', '0008_emailaddress_unique_primary_email_fixup', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('account', '0009_emailaddress_unique_primary_email', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('allauth_idp_oidc', '0001_initial', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('allauth_idp_oidc', '0002_client_default_scopes', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('allauth_idp_oidc', '0003_client_allow_uri_wildcards', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('contenttypes', '0001_initial', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('contenttypes', '0002_remove_content_type_name', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('auth', '0001_initial', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('auth', '0002_alter_permission_name_max_length', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('auth', '0003_alter_user_email_max_length', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('auth', '0004_alter_user_username_opts', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('auth', '0005_alter_user_last_login_null', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('auth', '0006_require_contenttypes_0002', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('auth', '0007_alter_validators_add_error_messages', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('auth', '0008_alter_user_username_max_length', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('auth', '0009_alter_user_last_name_max_length', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('auth', '0010_alter_group_name_max_length', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('auth', '0011_update_proxy_permissions', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('auth', '0012_alter_user_first_name_max_length', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('curule', '0002_rules', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('curule', '0003_storage', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('curule', '0004_rights', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('curule', '0005_flat_answers', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('curule', '0006_staff', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('curule', '0007_clocks_that_follow', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('curule', '0008_people_pages', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('curule', '0009_shared_cache', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('curule', '0010_imports_mail_choices_closing', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('curule', '0011_pools_within_their_maximum', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('curule', '0012_invoices_left_behind', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('curule', '0013_money_within_its_documents', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('curule', '0014_sellers_and_tax_on_invoices', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('curule', '0015_seats_counted_in_indexes', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('curule', '0016_revenue_recognized_by_day', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('curule', '0017_cards_through_gateways', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('curule', '0018_reminders_of_reductions_and_offers', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('curule', '0019_what_documents_say', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('curule', '0020_statements_of_the_bank', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('curule', '0021_numbers_lost_to_a_restore', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('curule', '0022_coupons', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('curule', '0023_tax_ids_asked_about', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('curule', '0024_refunds_by_hand_and_joins_held', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('curule', '0025_prices_with_tax_in_them', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('curule', '0026_price_changes_with_notice', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('curule', '0027_keys_of_the_api', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('curule', '0028_renewals_in_their_order', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('curule', '0029_webhooks_out', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('curule', '0030_offline_tokens', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('curule', '0031_access_that_is_taken_away_is_told', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('curule', '0032_keys_that_move_clocks', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('curule', '0033_directories_of_customers', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('curule', '0034_seats_that_are_lent', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('curule', '0035_single_sign_on', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('curule', '0036_what_programs_asked', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('curule', '0037_names_in_other_systems', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('curule', '0038_what_the_vendor_calls_people', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('curule', '0039_what_is_kept_of_requests', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('curule', '0040_domains_that_are_proved', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('mfa', '0001_initial', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('mfa', '0002_authenticator_timestamps', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('mfa', '0003_authenticator_type_uniq', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('procrastinate', '0001_initial', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('procrastinate', '0002_drop_started_at_column', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('procrastinate', '0003_drop_started_at_column', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('procrastinate', '0004_drop_procrastinate_version_table', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('procrastinate', '0005_fix_procrastinate_fetch_job', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('procrastinate', '0006_fix_trigger_status_events_insert', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('procrastinate', '0007_add_queueing_lock_column', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('procrastinate', '0008_close_fetch_job_race_condition', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('procrastinate', '0009_add_defer_job_function', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('procrastinate', '0010_add_procrastinate_periodic_defers', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('procrastinate', '0011_add_foreign_key_index', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('procrastinate', '0012_add_locks_to_periodic_defer', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('procrastinate', '0013_fix_procrastinate_defer_periodic_job', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('procrastinate', '0014_add_finish_job_and_retry_job_functions', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('procrastinate', '0015_add_trigger_on_job_deletion', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('procrastinate', '0016_delete_finished_jobs', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('procrastinate', '0017_add_checks_to_finish_job', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('procrastinate', '0018_add_checks_to_retry_job', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('procrastinate', '0019_fix_finish_job_compat_issue', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('procrastinate', '0020_add_index_on_procrastinate_jobs', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('procrastinate', '0021_add_kwargs_to_defer_periodic_job', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('procrastinate', '0022_null_locks_excluded', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('procrastinate', '0023_remove_old_finish_job_function', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('procrastinate', '0024_job_id_bigint', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('procrastinate', '0025_add_models', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('procrastinate', '0026_add_job_priority', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('procrastinate', '0027_add_periodic_job_priority', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('procrastinate', '0028_add_cancel_states', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('procrastinate', '0029_add_additional_params_to_retry_job', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('procrastinate', '0030_alter_procrastinateevent_options', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('procrastinate', '0031_add_indexes_for_fetch_job', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('procrastinate', '0032_pre_cancel_notification', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('procrastinate', '0033_post_cancel_notification', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('procrastinate', '0034_pre_add_heartbeat', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('procrastinate', '0035_post_add_heartbeat', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('procrastinate', '0036_add_worker_model', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('procrastinate', '0037_pre_batch_defer_jobs', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('procrastinate', '0038_post_batch_defer_jobs', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('procrastinate', '0039_pre_priority_lock_fetch_job', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('procrastinate', '0040_pre_retry_failed_job', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('procrastinate', '0041_post_retry_failed_job', now());
INSERT INTO django_migrations (app, name, applied) VALUES ('sessions', '0001_initial', now());
ALTER TABLE ONLY curule_account_closing
    ADD CONSTRAINT account_closing_key UNIQUE (account_id, id);
ALTER TABLE ONLY account_emailaddress
    ADD CONSTRAINT account_emailaddress_pkey PRIMARY KEY (id);
ALTER TABLE ONLY account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_email_987c8728_uniq UNIQUE (user_id, email);
ALTER TABLE ONLY account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_key_key UNIQUE (key);
ALTER TABLE ONLY account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY allauth_idp_oidc_client
    ADD CONSTRAINT allauth_idp_oidc_client_pkey PRIMARY KEY (id);
ALTER TABLE ONLY allauth_idp_oidc_token
    ADD CONSTRAINT allauth_idp_oidc_token_pkey PRIMARY KEY (id);
ALTER TABLE ONLY allauth_idp_oidc_token
    ADD CONSTRAINT allauth_idp_oidc_token_type_hash_cca00f1c_uniq UNIQUE (type, hash);
ALTER TABLE ONLY curule_assignment
    ADD CONSTRAINT assignment_key UNIQUE (account_id, id);
ALTER TABLE ONLY auth_group
    ADD CONSTRAINT auth_group_name_key UNIQUE (name);
ALTER TABLE ONLY auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_permission_id_0cd325b0_uniq UNIQUE (group_id, permission_id);
ALTER TABLE ONLY auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY auth_group
    ADD CONSTRAINT auth_group_pkey PRIMARY KEY (id);
ALTER TABLE ONLY auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_codename_01ab375a_uniq UNIQUE (content_type_id, codename);
ALTER TABLE ONLY auth_permission
    ADD CONSTRAINT auth_permission_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_auto_buy_limit
    ADD CONSTRAINT auto_buy_limit_key UNIQUE (account_id, id);
ALTER TABLE ONLY curule_auto_buy_limit
    ADD CONSTRAINT auto_buy_limit_once UNIQUE (account_id, subscription_id, seat_type_id);
ALTER TABLE ONLY curule_bank_entry_part
    ADD CONSTRAINT bank_entry_part_key UNIQUE (account_id, id);
ALTER TABLE ONLY curule_bank_entry_part
    ADD CONSTRAINT bank_entry_part_once UNIQUE (account_id, entry_id, number);
ALTER TABLE ONLY curule_bank_entry_part
    ADD CONSTRAINT bank_entry_part_one_payment UNIQUE (account_id, payment_id);
ALTER TABLE ONLY curule_batch
    ADD CONSTRAINT batch_key UNIQUE (account_id, id);
ALTER TABLE ONLY curule_batch
    ADD CONSTRAINT batch_once_per_order UNIQUE (account_id, order_id);
ALTER TABLE ONLY curule_charge
    ADD CONSTRAINT charge_key UNIQUE (account_id, id);
ALTER TABLE ONLY curule_coupon_plan
    ADD CONSTRAINT coupon_plan_once UNIQUE (coupon_id, plan_id);
ALTER TABLE ONLY curule_coupon_redemption
    ADD CONSTRAINT coupon_redemption_key UNIQUE (account_id, id);
ALTER TABLE ONLY curule_coupon_redemption
    ADD CONSTRAINT coupon_redemption_place UNIQUE (account_id, coupon_id, place);
ALTER TABLE ONLY curule_credit_entry
    ADD CONSTRAINT credit_entry_key UNIQUE (account_id, id);
ALTER TABLE ONLY curule_credit_entry
    ADD CONSTRAINT credit_entry_number UNIQUE (account_id, currency, number);
ALTER TABLE ONLY curule_credit_note
    ADD CONSTRAINT credit_note_key UNIQUE (account_id, id);
ALTER TABLE ONLY curule_credit_note_line
    ADD CONSTRAINT credit_note_line_key UNIQUE (account_id, id);
ALTER TABLE ONLY curule_credit_note_line
    ADD CONSTRAINT credit_note_line_position UNIQUE (account_id, credit_note_id, "position");
ALTER TABLE ONLY curule_account_closing
    ADD CONSTRAINT curule_account_closing_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_account
    ADD CONSTRAINT curule_account_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_api_key
    ADD CONSTRAINT curule_api_key_digest_key UNIQUE (digest);
ALTER TABLE ONLY curule_api_key
    ADD CONSTRAINT curule_api_key_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_api_request
    ADD CONSTRAINT curule_api_request_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_assignment
    ADD CONSTRAINT curule_assignment_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_auto_buy_limit
    ADD CONSTRAINT curule_auto_buy_limit_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_bank_entry
    ADD CONSTRAINT curule_bank_entry_fingerprint_key UNIQUE (fingerprint);
ALTER TABLE ONLY curule_bank_entry_part
    ADD CONSTRAINT curule_bank_entry_part_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_bank_entry
    ADD CONSTRAINT curule_bank_entry_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_bank_statement
    ADD CONSTRAINT curule_bank_statement_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_batch
    ADD CONSTRAINT curule_batch_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_cache
    ADD CONSTRAINT curule_cache_pkey PRIMARY KEY (key);
ALTER TABLE ONLY curule_charge
    ADD CONSTRAINT curule_charge_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_coupon
    ADD CONSTRAINT curule_coupon_code_key UNIQUE (code);
ALTER TABLE ONLY curule_coupon
    ADD CONSTRAINT curule_coupon_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_coupon_plan
    ADD CONSTRAINT curule_coupon_plan_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_coupon_redemption
    ADD CONSTRAINT curule_coupon_redemption_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_credit_entry
    ADD CONSTRAINT curule_credit_entry_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_credit_note_line
    ADD CONSTRAINT curule_credit_note_line_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_credit_note
    ADD CONSTRAINT curule_credit_note_number_key UNIQUE (number);
ALTER TABLE ONLY curule_credit_note
    ADD CONSTRAINT curule_credit_note_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_device
    ADD CONSTRAINT curule_device_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_directory_group
    ADD CONSTRAINT curule_directory_group_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_directory_member
    ADD CONSTRAINT curule_directory_member_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_directory_person
    ADD CONSTRAINT curule_directory_person_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_directory_token
    ADD CONSTRAINT curule_directory_token_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_dispute
    ADD CONSTRAINT curule_dispute_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_domain_claim
    ADD CONSTRAINT curule_domain_claim_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_domain
    ADD CONSTRAINT curule_domain_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_event
    ADD CONSTRAINT curule_event_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_external_id
    ADD CONSTRAINT curule_external_id_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_foreign_id
    ADD CONSTRAINT curule_foreign_id_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_gateway_event
    ADD CONSTRAINT curule_gateway_event_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_invitation
    ADD CONSTRAINT curule_invitation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_invoice_line
    ADD CONSTRAINT curule_invoice_line_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_invoice
    ADD CONSTRAINT curule_invoice_number_key UNIQUE (number);
ALTER TABLE ONLY curule_invoice
    ADD CONSTRAINT curule_invoice_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_invoice_series
    ADD CONSTRAINT curule_invoice_series_key_key UNIQUE (key);
ALTER TABLE ONLY curule_invoice_series
    ADD CONSTRAINT curule_invoice_series_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_ledger_entry
    ADD CONSTRAINT curule_ledger_entry_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_ledger_transaction
    ADD CONSTRAINT curule_ledger_transaction_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_lost_numbers
    ADD CONSTRAINT curule_lost_numbers_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_mail_choice
    ADD CONSTRAINT curule_mail_choice_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_member
    ADD CONSTRAINT curule_member_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_method_setup
    ADD CONSTRAINT curule_method_setup_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_next_term
    ADD CONSTRAINT curule_next_term_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_notice
    ADD CONSTRAINT curule_notice_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_operation
    ADD CONSTRAINT curule_operation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_order
    ADD CONSTRAINT curule_order_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_outbox_message
    ADD CONSTRAINT curule_outbox_message_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_payment_method
    ADD CONSTRAINT curule_payment_method_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_payment
    ADD CONSTRAINT curule_payment_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_pending_line
    ADD CONSTRAINT curule_pending_line_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_people_import
    ADD CONSTRAINT curule_people_import_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_people_import_row
    ADD CONSTRAINT curule_people_import_row_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_period
    ADD CONSTRAINT curule_period_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_person
    ADD CONSTRAINT curule_person_email_key UNIQUE (email);
ALTER TABLE ONLY curule_person
    ADD CONSTRAINT curule_person_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_plan
    ADD CONSTRAINT curule_plan_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_plan_version
    ADD CONSTRAINT curule_plan_version_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_price_change
    ADD CONSTRAINT curule_price_change_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_price
    ADD CONSTRAINT curule_price_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_product
    ADD CONSTRAINT curule_product_key_key UNIQUE (key);
ALTER TABLE ONLY curule_product
    ADD CONSTRAINT curule_product_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_quote
    ADD CONSTRAINT curule_quote_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_refund
    ADD CONSTRAINT curule_refund_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_revenue_schedule
    ADD CONSTRAINT curule_revenue_schedule_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_role_grant
    ADD CONSTRAINT curule_role_grant_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_scheduled_plan_change
    ADD CONSTRAINT curule_scheduled_plan_change_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_scheduled_reduction
    ADD CONSTRAINT curule_scheduled_reduction_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_seat_maximum
    ADD CONSTRAINT curule_seat_maximum_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_seat
    ADD CONSTRAINT curule_seat_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_seat_request
    ADD CONSTRAINT curule_seat_request_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_seat_type
    ADD CONSTRAINT curule_seat_type_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_seller
    ADD CONSTRAINT curule_seller_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_seller_registration
    ADD CONSTRAINT curule_seller_registration_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_settlement
    ADD CONSTRAINT curule_settlement_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_sign_in_demand
    ADD CONSTRAINT curule_sign_in_demand_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_signing_key
    ADD CONSTRAINT curule_signing_key_kid_key UNIQUE (kid);
ALTER TABLE ONLY curule_signing_key
    ADD CONSTRAINT curule_signing_key_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_sso_connection
    ADD CONSTRAINT curule_sso_connection_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_sso_identity
    ADD CONSTRAINT curule_sso_identity_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_staff_grant
    ADD CONSTRAINT curule_staff_grant_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_statement_columns
    ADD CONSTRAINT curule_statement_columns_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_statement_columns
    ADD CONSTRAINT curule_statement_columns_titles_key UNIQUE (titles);
ALTER TABLE ONLY curule_subscription
    ADD CONSTRAINT curule_subscription_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_tax_id_check
    ADD CONSTRAINT curule_tax_id_check_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_test_clock
    ADD CONSTRAINT curule_test_clock_name_key UNIQUE (name);
ALTER TABLE ONLY curule_test_clock
    ADD CONSTRAINT curule_test_clock_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_vendor_operation
    ADD CONSTRAINT curule_vendor_operation_key_key UNIQUE (key);
ALTER TABLE ONLY curule_vendor_operation
    ADD CONSTRAINT curule_vendor_operation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_waitlist_entry
    ADD CONSTRAINT curule_waitlist_entry_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_webhook_attempt
    ADD CONSTRAINT curule_webhook_attempt_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_webhook_delivery
    ADD CONSTRAINT curule_webhook_delivery_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_webhook_endpoint
    ADD CONSTRAINT curule_webhook_endpoint_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_device
    ADD CONSTRAINT device_key UNIQUE (account_id, id);
ALTER TABLE ONLY curule_directory_group
    ADD CONSTRAINT directory_group_key UNIQUE (account_id, id);
ALTER TABLE ONLY curule_directory_member
    ADD CONSTRAINT directory_member_key UNIQUE (account_id, id);
ALTER TABLE ONLY curule_directory_member
    ADD CONSTRAINT directory_member_once UNIQUE (account_id, group_id, person_id);
ALTER TABLE ONLY curule_directory_person
    ADD CONSTRAINT directory_person_by_user_name UNIQUE (account_id, user_name_key);
ALTER TABLE ONLY curule_directory_person
    ADD CONSTRAINT directory_person_key UNIQUE (account_id, id);
ALTER TABLE ONLY curule_directory_token
    ADD CONSTRAINT directory_token_key UNIQUE (account_id, id);
ALTER TABLE ONLY curule_directory_token
    ADD CONSTRAINT directory_token_once UNIQUE (account_id, digest);
ALTER TABLE ONLY curule_dispute
    ADD CONSTRAINT dispute_key UNIQUE (account_id, id);
ALTER TABLE ONLY curule_dispute
    ADD CONSTRAINT dispute_once UNIQUE (account_id, gateway, reference);
ALTER TABLE ONLY django_content_type
    ADD CONSTRAINT django_content_type_app_label_model_76bd3d3b_uniq UNIQUE (app_label, model);
ALTER TABLE ONLY django_content_type
    ADD CONSTRAINT django_content_type_pkey PRIMARY KEY (id);
ALTER TABLE ONLY django_migrations
    ADD CONSTRAINT django_migrations_pkey PRIMARY KEY (id);
ALTER TABLE ONLY django_session
    ADD CONSTRAINT django_session_pkey PRIMARY KEY (session_key);
ALTER TABLE ONLY curule_domain_claim
    ADD CONSTRAINT domain_claim_key UNIQUE (account_id, id);
ALTER TABLE ONLY curule_domain
    ADD CONSTRAINT domain_key UNIQUE (account_id, id);
ALTER TABLE ONLY curule_event
    ADD CONSTRAINT event_key UNIQUE (account_id, id);
ALTER TABLE ONLY curule_foreign_id
    ADD CONSTRAINT foreign_id_key UNIQUE (account_id, id);
ALTER TABLE ONLY curule_foreign_id
    ADD CONSTRAINT foreign_id_once UNIQUE (source, kind, written);
ALTER TABLE ONLY curule_gateway_event
    ADD CONSTRAINT gateway_event_once UNIQUE (gateway, event_id);
ALTER TABLE ONLY curule_invitation
    ADD CONSTRAINT invitation_key UNIQUE (account_id, id);
ALTER TABLE ONLY curule_invoice
    ADD CONSTRAINT invoice_key UNIQUE (account_id, id);
ALTER TABLE ONLY curule_invoice_line
    ADD CONSTRAINT invoice_line_key UNIQUE (account_id, id);
ALTER TABLE ONLY curule_invoice_line
    ADD CONSTRAINT invoice_line_position UNIQUE (account_id, invoice_id, "position");
ALTER TABLE ONLY curule_ledger_entry
    ADD CONSTRAINT ledger_entry_key UNIQUE (account_id, id);
ALTER TABLE ONLY curule_ledger_transaction
    ADD CONSTRAINT ledger_transaction_key UNIQUE (account_id, id);
ALTER TABLE ONLY curule_ledger_transaction
    ADD CONSTRAINT ledger_transaction_number UNIQUE (account_id, number);
ALTER TABLE ONLY curule_lost_numbers
    ADD CONSTRAINT lost_numbers_once UNIQUE (series, first_number);
ALTER TABLE ONLY curule_mail_choice
    ADD CONSTRAINT mail_choice_once UNIQUE (person_id, kind);
ALTER TABLE ONLY curule_member
    ADD CONSTRAINT member_key UNIQUE (account_id, id);
ALTER TABLE ONLY curule_method_setup
    ADD CONSTRAINT method_setup_key UNIQUE (account_id, id);
ALTER TABLE ONLY mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_next_term
    ADD CONSTRAINT next_term_key UNIQUE (account_id, id);
ALTER TABLE ONLY curule_notice
    ADD CONSTRAINT notice_key UNIQUE (account_id, id);
ALTER TABLE ONLY curule_notice
    ADD CONSTRAINT notice_once UNIQUE (account_id, subject_id, kind, due_at);
ALTER TABLE ONLY curule_operation
    ADD CONSTRAINT operation_key UNIQUE (account_id, id);
ALTER TABLE ONLY curule_operation
    ADD CONSTRAINT operation_once UNIQUE (account_id, key);
ALTER TABLE ONLY curule_order
    ADD CONSTRAINT order_key UNIQUE (account_id, id);
ALTER TABLE ONLY curule_order
    ADD CONSTRAINT order_once_per_quote UNIQUE (account_id, quote_id);
ALTER TABLE ONLY curule_outbox_message
    ADD CONSTRAINT outbox_message_key UNIQUE (account_id, id);
ALTER TABLE ONLY curule_payment
    ADD CONSTRAINT payment_key UNIQUE (account_id, id);
ALTER TABLE ONLY curule_payment
    ADD CONSTRAINT payment_key_once UNIQUE (account_id, key);
ALTER TABLE ONLY curule_payment_method
    ADD CONSTRAINT payment_method_key UNIQUE (account_id, id);
ALTER TABLE ONLY curule_pending_line
    ADD CONSTRAINT pending_line_key UNIQUE (account_id, id);
ALTER TABLE ONLY curule_people_import
    ADD CONSTRAINT people_import_key UNIQUE (account_id, id);
ALTER TABLE ONLY curule_people_import_row
    ADD CONSTRAINT people_import_row_key UNIQUE (account_id, id);
ALTER TABLE ONLY curule_people_import_row
    ADD CONSTRAINT people_import_row_once UNIQUE (account_id, import_id, number);
ALTER TABLE ONLY curule_period
    ADD CONSTRAINT period_key UNIQUE (account_id, id);
ALTER TABLE ONLY curule_period
    ADD CONSTRAINT period_no_overlap EXCLUDE USING gist (account_id WITH =, pool_id WITH =, tstzrange(starts_at, ends_at) WITH &&);
ALTER TABLE ONLY curule_plan
    ADD CONSTRAINT plan_key_once UNIQUE (product_id, key);
ALTER TABLE ONLY curule_plan_version
    ADD CONSTRAINT plan_version_once UNIQUE (plan_id, number);
ALTER TABLE ONLY curule_price_change
    ADD CONSTRAINT price_change_key UNIQUE (account_id, id);
ALTER TABLE ONLY curule_price
    ADD CONSTRAINT price_once UNIQUE (plan_version_id, seat_type_id, currency, interval_unit, interval_count);
ALTER TABLE ONLY curule_price
    ADD CONSTRAINT price_one_tax_behavior EXCLUDE USING gist (plan_version_id WITH =, currency WITH =, tax_behavior WITH <>);
ALTER TABLE ONLY procrastinate_events
    ADD CONSTRAINT procrastinate_events_pkey PRIMARY KEY (id);
ALTER TABLE ONLY procrastinate_jobs
    ADD CONSTRAINT procrastinate_jobs_pkey PRIMARY KEY (id);
ALTER TABLE ONLY procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_pkey PRIMARY KEY (id);
ALTER TABLE ONLY procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_unique UNIQUE (task_name, periodic_id, defer_timestamp);
ALTER TABLE ONLY procrastinate_workers
    ADD CONSTRAINT procrastinate_workers_pkey PRIMARY KEY (id);
ALTER TABLE ONLY curule_quote
    ADD CONSTRAINT quote_key UNIQUE (account_id, id);
ALTER TABLE ONLY curule_refund
    ADD CONSTRAINT refund_key UNIQUE (account_id, id);
ALTER TABLE ONLY curule_refund
    ADD CONSTRAINT refund_key_once UNIQUE (account_id, key);
ALTER TABLE ONLY curule_revenue_schedule
    ADD CONSTRAINT revenue_schedule_key UNIQUE (account_id, id);
ALTER TABLE ONLY curule_revenue_schedule
    ADD CONSTRAINT revenue_schedule_one_per_account UNIQUE (account_id);
ALTER TABLE ONLY curule_role_grant
    ADD CONSTRAINT role_grant_key UNIQUE (account_id, id);
ALTER TABLE ONLY curule_scheduled_plan_change
    ADD CONSTRAINT scheduled_plan_change_key UNIQUE (account_id, id);
ALTER TABLE ONLY curule_scheduled_reduction
    ADD CONSTRAINT scheduled_reduction_key UNIQUE (account_id, id);
ALTER TABLE ONLY curule_seat
    ADD CONSTRAINT seat_key UNIQUE (account_id, id);
ALTER TABLE ONLY curule_seat_maximum
    ADD CONSTRAINT seat_maximum_key UNIQUE (account_id, id);
ALTER TABLE ONLY curule_seat_maximum
    ADD CONSTRAINT seat_maximum_once UNIQUE (account_id, product_id, seat_type);
ALTER TABLE ONLY curule_seat_request
    ADD CONSTRAINT seat_request_key UNIQUE (account_id, id);
ALTER TABLE ONLY curule_seat_type
    ADD CONSTRAINT seat_type_key UNIQUE (plan_version_id, id);
ALTER TABLE ONLY curule_seat_type
    ADD CONSTRAINT seat_type_once UNIQUE (plan_version_id, name);
ALTER TABLE ONLY curule_seller_registration
    ADD CONSTRAINT seller_registration_no_overlap EXCLUDE USING gist (country WITH =, daterange(since, until) WITH &&);
ALTER TABLE ONLY curule_sign_in_demand
    ADD CONSTRAINT sign_in_demand_key UNIQUE (account_id, id);
ALTER TABLE ONLY curule_sso_connection
    ADD CONSTRAINT sso_connection_key UNIQUE (account_id, id);
ALTER TABLE ONLY curule_sso_identity
    ADD CONSTRAINT sso_identity_key UNIQUE (account_id, id);
ALTER TABLE ONLY curule_subscription
    ADD CONSTRAINT subscription_key UNIQUE (account_id, id);
ALTER TABLE ONLY curule_tax_id_check
    ADD CONSTRAINT tax_id_check_key UNIQUE (account_id, id);
ALTER TABLE ONLY curule_waitlist_entry
    ADD CONSTRAINT waitlist_entry_key UNIQUE (account_id, id);
ALTER TABLE ONLY curule_webhook_attempt
    ADD CONSTRAINT webhook_attempt_key UNIQUE (account_id, id);
ALTER TABLE ONLY curule_webhook_attempt
    ADD CONSTRAINT webhook_attempt_once UNIQUE (account_id, delivery_id, number);
ALTER TABLE ONLY curule_webhook_delivery
    ADD CONSTRAINT webhook_delivery_key UNIQUE (account_id, id);
ALTER TABLE ONLY curule_webhook_delivery
    ADD CONSTRAINT webhook_delivery_once UNIQUE (account_id, event_id, endpoint_id);
CREATE INDEX account_closing_due ON curule_account_closing USING btree (closes_at, id) WHERE ((closed_at IS NULL) AND (withdrawn_at IS NULL));
CREATE UNIQUE INDEX account_closing_once ON curule_account_closing USING btree (account_id) WHERE ((closed_at IS NULL) AND (withdrawn_at IS NULL));
CREATE INDEX account_emailaddress_email_03be32b2 ON account_emailaddress USING btree (email);
CREATE INDEX account_emailaddress_email_03be32b2_like ON account_emailaddress USING btree (email varchar_pattern_ops);
CREATE INDEX account_emailaddress_user_id_2c513194 ON account_emailaddress USING btree (user_id);
CREATE INDEX account_emailconfirmation_email_address_id_5b7f8c58 ON account_emailconfirmation USING btree (email_address_id);
CREATE INDEX account_emailconfirmation_key_f43612bd_like ON account_emailconfirmation USING btree (key varchar_pattern_ops);
CREATE INDEX account_number_unknown ON curule_account USING btree (name, id) WHERE ((closed_at IS NULL) AND ((tax_id_answer)::text = 'invalid'::text));
CREATE INDEX allauth_idp_oidc_client_id_973c9a60_like ON allauth_idp_oidc_client USING btree (id varchar_pattern_ops);
CREATE INDEX allauth_idp_oidc_client_owner_id_1f1eb0f1 ON allauth_idp_oidc_client USING btree (owner_id);
CREATE INDEX allauth_idp_oidc_token_client_id_cad2cd57 ON allauth_idp_oidc_token USING btree (client_id);
CREATE INDEX allauth_idp_oidc_token_client_id_cad2cd57_like ON allauth_idp_oidc_token USING btree (client_id varchar_pattern_ops);
CREATE INDEX allauth_idp_oidc_token_expires_at_f6e6261a ON allauth_idp_oidc_token USING btree (expires_at);
CREATE INDEX allauth_idp_oidc_token_user_id_3e9a005f ON allauth_idp_oidc_token USING btree (user_id);
CREATE INDEX api_key_by_age ON curule_api_key USING btree (created_at);
CREATE INDEX api_request_by_key ON curule_api_request USING btree (api_key_id, id);
CREATE INDEX api_request_refused ON curule_api_request USING btree (id) WHERE (status >= 400);
CREATE INDEX assignment_biography ON curule_assignment USING btree (account_id, seat_id, started_at);
CREATE INDEX assignment_by_email ON curule_assignment USING btree (account_id, subscription_id, email);
CREATE INDEX assignment_ended ON curule_assignment USING btree (account_id, subscription_id, ended_at DESC, id DESC) WHERE (NOT (ended_at IS NULL));
CREATE INDEX assignment_lapses ON curule_assignment USING btree (lapses_at) WHERE ((ended_at IS NULL) AND (NOT (lapses_at IS NULL)));
CREATE INDEX assignment_lent ON curule_assignment USING btree (account_id, subscription_id, lapses_at) WHERE ((ended_at IS NULL) AND (NOT (lapses_at IS NULL)));
CREATE INDEX assignment_of_address ON curule_assignment USING btree (email, ended_at);
CREATE INDEX assignment_of_person ON curule_assignment USING btree (person_id, ended_at);
CREATE UNIQUE INDEX assignment_one_per_invitation ON curule_assignment USING btree (account_id, invitation_id) WHERE ((ended_at IS NULL) AND (NOT (invitation_id IS NULL)));
CREATE UNIQUE INDEX assignment_one_per_known_person ON curule_assignment USING btree (account_id, pool_id, seat_type_id, person_id) WHERE ((ended_at IS NULL) AND (NOT (person_id IS NULL)));
CREATE UNIQUE INDEX assignment_one_per_person ON curule_assignment USING btree (account_id, pool_id, seat_type_id, email) WHERE (ended_at IS NULL);
CREATE UNIQUE INDEX assignment_one_per_seat ON curule_assignment USING btree (account_id, seat_id) WHERE (ended_at IS NULL);
CREATE INDEX auth_group_name_a6ea08ec_like ON auth_group USING btree (name varchar_pattern_ops);
CREATE INDEX auth_group_permissions_group_id_b120cbf9 ON auth_group_permissions USING btree (group_id);
CREATE INDEX auth_group_permissions_permission_id_84c5c92e ON auth_group_permissions USING btree (permission_id);
CREATE INDEX auth_permission_content_type_id_2f476e4b ON auth_permission USING btree (content_type_id);
CREATE INDEX bank_entry_assigned ON curule_bank_entry USING btree (decided_at, id) WHERE ((status)::text = 'assigned'::text);
CREATE INDEX bank_entry_of_statement ON curule_bank_entry USING btree (statement_id, number);
CREATE INDEX bank_entry_open ON curule_bank_entry USING btree (booked_on, id) WHERE ((status)::text = 'open'::text);
CREATE INDEX bank_entry_part_of_entry ON curule_bank_entry_part USING btree (entry_id);
CREATE INDEX batch_by_subscription ON curule_batch USING btree (account_id, subscription_id);
CREATE INDEX batch_due ON curule_batch USING btree (ends_at);
CREATE INDEX cache_ended ON curule_cache USING btree (ends_at);
CREATE INDEX charge_of_invoice ON curule_charge USING btree (account_id, invoice_id);
CREATE INDEX charge_open ON curule_charge USING btree (account_id, subscription_id, seat_type_id) WHERE (closed_at IS NULL);
CREATE INDEX coupon_by_age ON curule_coupon USING btree (created_at);
CREATE INDEX coupon_redemption_by_coupon ON curule_coupon_redemption USING btree (coupon_id, redeemed_at);
CREATE UNIQUE INDEX coupon_redemption_one_runs ON curule_coupon_redemption USING btree (account_id, subscription_id) WHERE ((ended_at IS NULL) AND (released_at IS NULL));
CREATE INDEX credit_entry_by_source ON curule_credit_entry USING btree (account_id, source_id);
CREATE INDEX credit_note_by_account ON curule_credit_note USING btree (account_id, issued_at);
CREATE INDEX credit_note_line_of_charge ON curule_credit_note_line USING btree (account_id, charge_id) WHERE (NOT (charge_id IS NULL));
CREATE INDEX credit_note_of_invoice ON curule_credit_note USING btree (account_id, invoice_id);
CREATE INDEX curule_account_clock_id_fdf7c26e ON curule_account USING btree (clock_id);
CREATE INDEX curule_bank_entry_fingerprint_f01434ea_like ON curule_bank_entry USING btree (fingerprint varchar_pattern_ops);
CREATE INDEX curule_bank_entry_statement_id_941e98fd ON curule_bank_entry USING btree (statement_id);
CREATE INDEX curule_coupon_code_0218ba0d_like ON curule_coupon USING btree (code varchar_pattern_ops);
CREATE INDEX curule_credit_note_number_4a8a555c_like ON curule_credit_note USING btree (number varchar_pattern_ops);
CREATE INDEX curule_invoice_number_83c11354_like ON curule_invoice USING btree (number varchar_pattern_ops);
CREATE INDEX curule_invoice_series_key_8aaa86ef_like ON curule_invoice_series USING btree (key varchar_pattern_ops);
CREATE INDEX curule_mail_choice_person_id_17d0fc35 ON curule_mail_choice USING btree (person_id);
CREATE INDEX curule_member_person_id_ed85cd8e ON curule_member USING btree (person_id);
CREATE INDEX curule_person_email_d4af584f_like ON curule_person USING btree (email varchar_pattern_ops);
CREATE INDEX curule_plan_product_id_cc033ef7 ON curule_plan USING btree (product_id);
CREATE INDEX curule_plan_version_plan_id_5834b314 ON curule_plan_version USING btree (plan_id);
CREATE INDEX curule_price_plan_version_id_0bd9af48 ON curule_price USING btree (plan_version_id);
CREATE INDEX curule_price_seat_type_id_3d3e8c3b ON curule_price USING btree (seat_type_id);
CREATE INDEX curule_product_key_230ebbdc_like ON curule_product USING btree (key varchar_pattern_ops);
CREATE INDEX curule_role_grant_person_id_faff9c23 ON curule_role_grant USING btree (person_id);
CREATE INDEX curule_seat_type_plan_version_id_28617f2c ON curule_seat_type USING btree (plan_version_id);
CREATE INDEX curule_settlement_joined_account_id_b79f751c ON curule_settlement USING btree (joined_account_id);
CREATE INDEX curule_settlement_own_account_id_68fab594 ON curule_settlement USING btree (own_account_id);
CREATE INDEX curule_signing_key_kid_3438a462_like ON curule_signing_key USING btree (kid varchar_pattern_ops);
CREATE INDEX curule_staff_grant_person_id_bfc9e420 ON curule_staff_grant USING btree (person_id);
CREATE INDEX curule_statement_columns_titles_a8a859c2_like ON curule_statement_columns USING btree (titles varchar_pattern_ops);
CREATE INDEX curule_test_clock_name_b6513dd4_like ON curule_test_clock USING btree (name varchar_pattern_ops);
CREATE INDEX curule_vendor_operation_key_0b20ba3f_like ON curule_vendor_operation USING btree (key varchar_pattern_ops);
CREATE INDEX device_by_token ON curule_device USING btree (token_until);
CREATE UNIQUE INDEX device_once ON curule_device USING btree (account_id, assignment_id, digest) WHERE (released_at IS NULL);
CREATE UNIQUE INDEX device_place ON curule_device USING btree (account_id, assignment_id, place) WHERE (released_at IS NULL);
CREATE INDEX directory_group_by_external ON curule_directory_group USING btree (account_id, external_id);
CREATE INDEX directory_member_by_person ON curule_directory_member USING btree (account_id, person_id);
CREATE INDEX directory_member_pending ON curule_directory_member USING btree (added_at, id) WHERE ((state)::text = 'pending'::text);
CREATE UNIQUE INDEX directory_person_by_address ON curule_directory_person USING btree (account_id, address) WHERE (NOT ((address)::text = ''::text));
CREATE INDEX directory_person_by_external ON curule_directory_person USING btree (account_id, external_id);
CREATE INDEX dispute_of_payment ON curule_dispute USING btree (account_id, payment_id);
CREATE INDEX django_session_expire_date_a5c62663 ON django_session USING btree (expire_date);
CREATE INDEX django_session_session_key_c0390e0f_like ON django_session USING btree (session_key varchar_pattern_ops);
CREATE INDEX domain_claim_due ON curule_domain_claim USING btree (next_check_at) WHERE (next_check_at IS NOT NULL);
CREATE UNIQUE INDEX domain_claim_once ON curule_domain_claim USING btree (account_id, name) WHERE (withdrawn_at IS NULL);
CREATE INDEX domain_of_account ON curule_domain USING btree (account_id);
CREATE UNIQUE INDEX domain_once ON curule_domain USING btree (name) WHERE (removed_at IS NULL);
CREATE INDEX event_by_subject ON curule_event USING btree (account_id, subject_id);
CREATE INDEX event_by_subscription ON curule_event USING btree (account_id, subscription_id, id);
CREATE INDEX external_id_by_email ON curule_external_id USING btree (email) WHERE (ended_at IS NULL);
CREATE UNIQUE INDEX external_id_once ON curule_external_id USING btree (is_live, written) WHERE (ended_at IS NULL);
CREATE INDEX foreign_id_by_subscription ON curule_foreign_id USING btree (account_id, subscription_id);
CREATE INDEX gateway_event_waiting ON curule_gateway_event USING btree (look_again_at) WHERE (NOT (look_again_at IS NULL));
CREATE INDEX idx_procrastinate_jobs_worker_not_null ON procrastinate_jobs USING btree (worker_id) WHERE ((worker_id IS NOT NULL) AND (status = 'doing'::procrastinate_job_status));
CREATE INDEX idx_procrastinate_workers_last_heartbeat ON procrastinate_workers USING btree (last_heartbeat);
CREATE INDEX invitation_by_email ON curule_invitation USING btree (account_id, email);
CREATE INDEX invitation_by_subscription ON curule_invitation USING btree (account_id, subscription_id, status, expires_at);
CREATE INDEX invitation_due ON curule_invitation USING btree (expires_at) WHERE ((status)::text = 'open'::text);
CREATE UNIQUE INDEX invitation_once ON curule_invitation USING btree (account_id, pool_id, seat_type_id, email) WHERE ((status)::text = 'open'::text);
CREATE INDEX invoice_attempt_due ON curule_invoice USING btree (next_attempt_at) WHERE ((status)::text = 'open'::text);
CREATE INDEX invoice_by_account ON curule_invoice USING btree (account_id, issued_at);
CREATE INDEX invoice_by_subscription ON curule_invoice USING btree (account_id, subscription_id, issued_at);
CREATE UNIQUE INDEX invoice_one_per_renewal ON curule_invoice USING btree (account_id, subscription_id, period_starts_at, kind) WHERE (((kind)::text = 'renewal'::text) AND (NOT ((status)::text = 'void'::text)));
CREATE INDEX invoice_open_due ON curule_invoice USING btree (due_at) WHERE ((status)::text = 'open'::text);
CREATE INDEX invoice_unpaid ON curule_invoice USING btree (account_id, subscription_id, due_at) WHERE (is_granted AND ((status)::text = 'open'::text));
CREATE INDEX ledger_entry_by_account ON curule_ledger_entry USING btree (account_id, ledger_account, currency);
CREATE INDEX ledger_entry_by_transaction ON curule_ledger_entry USING btree (account_id, transaction_id);
CREATE INDEX ledger_transaction_by_source ON curule_ledger_transaction USING btree (account_id, source_id);
CREATE UNIQUE INDEX ledger_transaction_recognized_once ON curule_ledger_transaction USING btree (account_id, currency, recognized_until) WHERE (recognized_until IS NOT NULL);
CREATE UNIQUE INDEX member_once ON curule_member USING btree (account_id, person_id) WHERE (left_at IS NULL);
CREATE INDEX method_setup_by_reference ON curule_method_setup USING btree (gateway, reference);
CREATE INDEX mfa_authenticator_user_id_0c3a50c0 ON mfa_authenticator USING btree (user_id);
CREATE INDEX next_term_due ON curule_next_term USING btree (starts_at) WHERE ((status)::text = 'open'::text);
CREATE UNIQUE INDEX one_next_term ON curule_next_term USING btree (account_id, subscription_id) WHERE ((status)::text = 'open'::text);
CREATE UNIQUE INDEX one_open_plan_change ON curule_scheduled_plan_change USING btree (account_id, subscription_id) WHERE ((status)::text = 'open'::text);
CREATE UNIQUE INDEX one_open_price_change ON curule_price_change USING btree (account_id, subscription_id) WHERE ((status)::text = 'open'::text);
CREATE UNIQUE INDEX one_open_reduction ON curule_scheduled_reduction USING btree (account_id, subscription_id, seat_type_id) WHERE ((status)::text = 'open'::text);
CREATE INDEX order_by_subscription ON curule_order USING btree (account_id, subscription_id, placed_at);
CREATE INDEX order_of_invoice ON curule_order USING btree (account_id, invoice_id);
CREATE INDEX outbox_by_recipient ON curule_outbox_message USING btree (account_id, recipient, id);
CREATE INDEX outbox_of_invitation ON curule_outbox_message USING btree (account_id, invitation_id) WHERE (NOT (invitation_id IS NULL));
CREATE INDEX outbox_queued ON curule_outbox_message USING btree (id) WHERE ((status)::text = 'queued'::text);
CREATE INDEX payment_janitor ON curule_payment USING btree (ask_again_at) WHERE ((status)::text = ANY ((ARRAY['pending'::character varying, 'confirming'::character varying, 'unknown'::character varying])::text[]));
CREATE UNIQUE INDEX payment_method_one_default ON curule_payment_method USING btree (account_id) WHERE (is_default AND (removed_at IS NULL));
CREATE INDEX payment_of_invoice ON curule_payment USING btree (account_id, invoice_id);
CREATE UNIQUE INDEX payment_one_in_flight ON curule_payment USING btree (account_id, invoice_id) WHERE (((status)::text = ANY ((ARRAY['pending'::character varying, 'confirming'::character varying, 'unknown'::character varying])::text[])) AND (NOT (invoice_id IS NULL)));
CREATE INDEX pending_line_open ON curule_pending_line USING btree (account_id, subscription_id) WHERE (invoice_id IS NULL);
CREATE INDEX people_import_running ON curule_people_import USING btree (started_at, id) WHERE ((status)::text = 'running'::text);
CREATE INDEX period_by_subscription ON curule_period USING btree (account_id, subscription_id, starts_at);
CREATE INDEX person_by_domain ON curule_person USING btree (split_part((email)::text, '@'::text, 2));
CREATE INDEX person_by_search_key ON curule_person USING btree (search_key, id);
CREATE INDEX plan_change_due ON curule_scheduled_plan_change USING btree (effective_at) WHERE ((status)::text = 'open'::text);
CREATE INDEX price_change_by_version ON curule_price_change USING btree (plan_version_id, status);
CREATE INDEX procrastinate_events_job_id_fkey_v1 ON procrastinate_events USING btree (job_id);
CREATE INDEX procrastinate_jobs_id_lock_idx_v1 ON procrastinate_jobs USING btree (id, lock) WHERE (status = ANY (ARRAY['todo'::procrastinate_job_status, 'doing'::procrastinate_job_status]));
CREATE UNIQUE INDEX procrastinate_jobs_lock_idx_v1 ON procrastinate_jobs USING btree (lock) WHERE (status = 'doing'::procrastinate_job_status);
CREATE INDEX procrastinate_jobs_priority_idx_v1 ON procrastinate_jobs USING btree (priority DESC, id) WHERE (status = 'todo'::procrastinate_job_status);
CREATE INDEX procrastinate_jobs_queue_name_idx_v1 ON procrastinate_jobs USING btree (queue_name);
CREATE UNIQUE INDEX procrastinate_jobs_queueing_lock_idx_v1 ON procrastinate_jobs USING btree (queueing_lock) WHERE (status = 'todo'::procrastinate_job_status);
CREATE INDEX procrastinate_periodic_defers_job_id_fkey_v1 ON procrastinate_periodic_defers USING btree (job_id);
CREATE INDEX quote_by_subscription ON curule_quote USING btree (account_id, subscription_id, id);
CREATE INDEX quote_due ON curule_quote USING btree (expires_at) WHERE ((status)::text = 'open'::text);
CREATE INDEX quote_reminder_due ON curule_quote USING btree (remind_at) WHERE (((status)::text = 'open'::text) AND (NOT (remind_at IS NULL)));
CREATE INDEX reduction_due ON curule_scheduled_reduction USING btree (effective_at) WHERE ((status)::text = 'open'::text);
CREATE INDEX reduction_reminder_due ON curule_scheduled_reduction USING btree (remind_at) WHERE (((status)::text = 'open'::text) AND (NOT (remind_at IS NULL)));
CREATE INDEX refund_janitor ON curule_refund USING btree (ask_again_at) WHERE ((status)::text = ANY ((ARRAY['pending'::character varying, 'unknown'::character varying])::text[]));
CREATE INDEX refund_of_payment ON curule_refund USING btree (account_id, payment_id);
CREATE INDEX revenue_schedule_due ON curule_revenue_schedule USING btree (next_at) WHERE (next_at IS NOT NULL);
CREATE UNIQUE INDEX role_grant_once ON curule_role_grant USING btree (account_id, person_id, role) WHERE (revoked_at IS NULL);
CREATE INDEX seat_by_subscription ON curule_seat USING btree (account_id, subscription_id, seat_type_id, ends_at, starts_at);
CREATE INDEX seat_ending ON curule_seat USING btree (ends_at) WHERE ((NOT (assignment_id IS NULL)) AND (NOT (ends_at IS NULL)));
CREATE INDEX seat_ending_in_subscription ON curule_seat USING btree (account_id, subscription_id, ends_at) WHERE ((NOT (assignment_id IS NULL)) AND (NOT (ends_at IS NULL)));
CREATE INDEX seat_free ON curule_seat USING btree (account_id, pool_id, seat_type_id, ends_at DESC, starts_at) WHERE (assignment_id IS NULL);
CREATE UNIQUE INDEX seat_request_once ON curule_seat_request USING btree (account_id, subscription_id, seat_type_id, person_id) WHERE ((status)::text = 'open'::text);
CREATE INDEX settlement_due ON curule_settlement USING btree (moves_at) WHERE ((status)::text = 'pending'::text);
CREATE UNIQUE INDEX settlement_once ON curule_settlement USING btree (invitation_id) WHERE (NOT ((status)::text = 'undone'::text));
CREATE UNIQUE INDEX sign_in_demand_once ON curule_sign_in_demand USING btree (account_id, rule) WHERE (lifted_at IS NULL);
CREATE UNIQUE INDEX signing_key_one_signs ON curule_signing_key USING btree (use) WHERE (retired_at IS NULL);
CREATE UNIQUE INDEX sso_connection_once ON curule_sso_connection USING btree (account_id) WHERE (ended_at IS NULL);
CREATE UNIQUE INDEX sso_identity_once ON curule_sso_identity USING btree (account_id, connection_id, issuer, subject) WHERE (unlinked_at IS NULL);
CREATE UNIQUE INDEX sso_identity_one_per_person ON curule_sso_identity USING btree (account_id, connection_id, person_id) WHERE (unlinked_at IS NULL);
CREATE UNIQUE INDEX staff_grant_once ON curule_staff_grant USING btree (person_id) WHERE (revoked_at IS NULL);
CREATE INDEX subscription_by_product ON curule_subscription USING btree (account_id, product_id);
CREATE INDEX subscription_due ON curule_subscription USING btree (period_ends_at, id) WHERE (NOT ((status)::text = 'ended'::text));
CREATE INDEX subscription_reminder_due ON curule_subscription USING btree (remind_at) WHERE (NOT (remind_at IS NULL));
CREATE INDEX subscription_term_due ON curule_subscription USING btree (term_ends_at) WHERE (NOT ((status)::text = 'ended'::text));
CREATE INDEX subscription_trial_due ON curule_subscription USING btree (trial_ends_at) WHERE ((status)::text = 'trialing'::text);
CREATE INDEX tax_id_check_due ON curule_tax_id_check USING btree (next_try_at, id) WHERE ((state)::text = 'waiting'::text);
CREATE INDEX tax_id_check_of_account ON curule_tax_id_check USING btree (account_id, asked_at);
CREATE UNIQUE INDEX tax_id_check_one_waits ON curule_tax_id_check USING btree (account_id) WHERE ((state)::text = 'waiting'::text);
CREATE UNIQUE INDEX unique_authenticator_type ON mfa_authenticator USING btree (user_id, type) WHERE ((type)::text = ANY ((ARRAY['totp'::character varying, 'recovery_codes'::character varying])::text[]));
CREATE UNIQUE INDEX unique_primary_email ON account_emailaddress USING btree (user_id, "primary") WHERE "primary";
CREATE UNIQUE INDEX unique_verified_email ON account_emailaddress USING btree (email) WHERE verified;
CREATE INDEX waitlist_look_again ON curule_waitlist_entry USING btree (look_again_at) WHERE ((left_at IS NULL) AND (NOT (look_again_at IS NULL)));
CREATE INDEX waitlist_oldest ON curule_waitlist_entry USING btree (account_id, subscription_id, seat_type_id, added_at) WHERE (left_at IS NULL);
CREATE UNIQUE INDEX waitlist_once ON curule_waitlist_entry USING btree (account_id, subscription_id, seat_type_id, email) WHERE (left_at IS NULL);
CREATE INDEX webhook_delivery_due ON curule_webhook_delivery USING btree (endpoint_id, next_attempt_at NULLS FIRST, id) WHERE ((status)::text = 'pending'::text);
CREATE INDEX webhook_delivery_leased ON curule_webhook_delivery USING btree (endpoint_id, leased_until) WHERE (leased_until IS NOT NULL);
CREATE INDEX webhook_delivery_of_endpoint ON curule_webhook_delivery USING btree (endpoint_id, id);
CREATE TRIGGER pgtrigger_account_closing_decided_85758 BEFORE UPDATE ON curule_account_closing FOR EACH ROW WHEN (((old.withdrawn_at IS NOT NULL) OR ((old.closed_at IS NOT NULL) AND ((((((((old.id IS DISTINCT FROM new.id) OR (old.account_id IS DISTINCT FROM new.account_id)) OR (old.asked_at IS DISTINCT FROM new.asked_at)) OR (old.asked_by IS DISTINCT FROM new.asked_by)) OR (old.closes_at IS DISTINCT FROM new.closes_at)) OR (old.withdrawn_at IS DISTINCT FROM new.withdrawn_at)) OR (old.withdrawn_by IS DISTINCT FROM new.withdrawn_by)) OR (old.closed_at IS DISTINCT FROM new.closed_at))))) EXECUTE FUNCTION pgtrigger_account_closing_decided_85758();
COMMENT ON TRIGGER pgtrigger_account_closing_decided_85758 ON curule_account_closing IS '5c14af36d492fbc070367fae695a7cf38ab028cf';
CREATE TRIGGER pgtrigger_account_closing_kept_5b238 BEFORE DELETE ON curule_account_closing FOR EACH ROW EXECUTE FUNCTION pgtrigger_account_closing_kept_5b238();
COMMENT ON TRIGGER pgtrigger_account_closing_kept_5b238 ON curule_account_closing IS '709fc05363859b27629d89abed7ae038a0d52904';
CREATE TRIGGER pgtrigger_account_closing_not_emptied_54af1 BEFORE TRUNCATE ON curule_account_closing FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_account_closing_not_emptied_54af1();
COMMENT ON TRIGGER pgtrigger_account_closing_not_emptied_54af1 ON curule_account_closing IS 'f34be9cd84da341571d0085cd0233d4d5ca77b36';
CREATE TRIGGER pgtrigger_account_tells_23f15 AFTER UPDATE OF clock_id ON curule_account FOR EACH ROW WHEN ((old.clock_id IS DISTINCT FROM new.clock_id)) EXECUTE FUNCTION pgtrigger_account_tells_23f15();
COMMENT ON TRIGGER pgtrigger_account_tells_23f15 ON curule_account IS '719b6f6ae465d4251ee988f9e673bfb098e2eeee';
CREATE TRIGGER pgtrigger_api_key_as_made_75820 BEFORE UPDATE ON curule_api_key FOR EACH ROW WHEN ((((((((((old.id IS DISTINCT FROM new.id) OR ((old.name)::text IS DISTINCT FROM (new.name)::text)) OR ((old.kind)::text IS DISTINCT FROM (new.kind)::text)) OR (old.is_live IS DISTINCT FROM new.is_live)) OR (old.scopes IS DISTINCT FROM new.scopes)) OR (old.digest IS DISTINCT FROM new.digest)) OR ((old.shown)::text IS DISTINCT FROM (new.shown)::text)) OR (old.created_at IS DISTINCT FROM new.created_at)) OR ((old.created_by)::text IS DISTINCT FROM (new.created_by)::text))) EXECUTE FUNCTION pgtrigger_api_key_as_made_75820();
COMMENT ON TRIGGER pgtrigger_api_key_as_made_75820 ON curule_api_key IS '3bed1f64b0f692ae3f516f20bc5bfb470a4ef0c9';
CREATE TRIGGER pgtrigger_api_key_ends_for_good_8bbff BEFORE UPDATE ON curule_api_key FOR EACH ROW WHEN (((old.ends_at IS NOT NULL) AND ((new.ends_at IS NULL) OR (new.ends_at > old.ends_at)))) EXECUTE FUNCTION pgtrigger_api_key_ends_for_good_8bbff();
COMMENT ON TRIGGER pgtrigger_api_key_ends_for_good_8bbff ON curule_api_key IS 'eeccb689e9f60fd818b2177fc7420afc1f16b9a6';
CREATE TRIGGER pgtrigger_api_key_kept_ab5d0 BEFORE DELETE ON curule_api_key FOR EACH ROW EXECUTE FUNCTION pgtrigger_api_key_kept_ab5d0();
COMMENT ON TRIGGER pgtrigger_api_key_kept_ab5d0 ON curule_api_key IS 'c09726f9507b7b32cfc37c1c542416da63f91ad3';
CREATE TRIGGER pgtrigger_api_key_not_emptied_d4732 BEFORE TRUNCATE ON curule_api_key FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_api_key_not_emptied_d4732();
COMMENT ON TRIGGER pgtrigger_api_key_not_emptied_d4732 ON curule_api_key IS '8441e4671f6aa4c74e971537013e30a95a2792cc';
CREATE TRIGGER pgtrigger_api_key_tells_6239d AFTER UPDATE OF ends_at ON curule_api_key FOR EACH ROW WHEN ((old.ends_at IS DISTINCT FROM new.ends_at)) EXECUTE FUNCTION pgtrigger_api_key_tells_6239d();
COMMENT ON TRIGGER pgtrigger_api_key_tells_6239d ON curule_api_key IS 'd6fd8b676aa6102278b2c776116f6d064f0edbd1';
CREATE TRIGGER pgtrigger_api_request_as_made_9af25 BEFORE UPDATE ON curule_api_request FOR EACH ROW WHEN ((((((((((((((old.id IS DISTINCT FROM new.id) OR (old.api_key_id IS DISTINCT FROM new.api_key_id)) OR (old.is_live IS DISTINCT FROM new.is_live)) OR ((old.method)::text IS DISTINCT FROM (new.method)::text)) OR ((old.route)::text IS DISTINCT FROM (new.route)::text)) OR (old.status IS DISTINCT FROM new.status)) OR (old.milliseconds IS DISTINCT FROM new.milliseconds)) OR ((old.code)::text IS DISTINCT FROM (new.code)::text)) OR (old.at IS DISTINCT FROM new.at)) OR ((old.address)::text IS DISTINCT FROM (new.address)::text)) OR (old.sent IS DISTINCT FROM new.sent)) OR ((old.field)::text IS DISTINCT FROM (new.field)::text)) OR (old.ways_out IS DISTINCT FROM new.ways_out))) EXECUTE FUNCTION pgtrigger_api_request_as_made_9af25();
COMMENT ON TRIGGER pgtrigger_api_request_as_made_9af25 ON curule_api_request IS 'b365bbe3c2c1a535638cf5b39fdd33dc1ddd0fad';
CREATE TRIGGER pgtrigger_assignment_closed_8c842 BEFORE UPDATE ON curule_assignment FOR EACH ROW WHEN (((old.ended_at IS NOT NULL) AND (((((((((((((((((old.id IS DISTINCT FROM new.id) OR (old.account_id IS DISTINCT FROM new.account_id)) OR (old.subscription_id IS DISTINCT FROM new.subscription_id)) OR (old.pool_id IS DISTINCT FROM new.pool_id)) OR (old.seat_type_id IS DISTINCT FROM new.seat_type_id)) OR (old.seat_id IS DISTINCT FROM new.seat_id)) OR (old.person_id IS DISTINCT FROM new.person_id)) OR (old.invitation_id IS DISTINCT FROM new.invitation_id)) OR ((old.state)::text IS DISTINCT FROM (new.state)::text)) OR (old.started_at IS DISTINCT FROM new.started_at)) OR (old.activated_at IS DISTINCT FROM new.activated_at)) OR (old.last_active_at IS DISTINCT FROM new.last_active_at)) OR (old.reclaim_suggested_at IS DISTINCT FROM new.reclaim_suggested_at)) OR (old.lapses_at IS DISTINCT FROM new.lapses_at)) OR (old.ended_at IS DISTINCT FROM new.ended_at)) OR (old.assigned_by IS DISTINCT FROM new.assigned_by)) OR (old.ended_by IS DISTINCT FROM new.ended_by)))) EXECUTE FUNCTION pgtrigger_assignment_closed_8c842();
COMMENT ON TRIGGER pgtrigger_assignment_closed_8c842 ON curule_assignment IS '0eb40dd73d101026b7f7ebb1c3bdefa5ac876ca1';
CREATE CONSTRAINT TRIGGER pgtrigger_assignment_in_its_seat_f0806 AFTER INSERT OR UPDATE OF ended_at, seat_id, pool_id, seat_type_id ON curule_assignment DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION pgtrigger_assignment_in_its_seat_f0806();
COMMENT ON TRIGGER pgtrigger_assignment_in_its_seat_f0806 ON curule_assignment IS 'd443e82f9a6fb3a38560e390e48b2e30be3b6a98';
CREATE TRIGGER pgtrigger_assignment_kept_038f4 BEFORE DELETE ON curule_assignment FOR EACH ROW EXECUTE FUNCTION pgtrigger_assignment_kept_038f4();
COMMENT ON TRIGGER pgtrigger_assignment_kept_038f4 ON curule_assignment IS '75b257614a18ae3ef514c1bfca8c25634fecbe7d';
CREATE TRIGGER pgtrigger_assignment_lent_no_shorter_0ee79 BEFORE UPDATE ON curule_assignment FOR EACH ROW WHEN (((new.lapses_at IS NOT NULL) AND ((old.lapses_at IS NULL) OR (new.lapses_at < old.lapses_at)))) EXECUTE FUNCTION pgtrigger_assignment_lent_no_shorter_0ee79();
COMMENT ON TRIGGER pgtrigger_assignment_lent_no_shorter_0ee79 ON curule_assignment IS 'dca51bde1123c2c47a338f04ca7c3c760afd4c4a';
CREATE TRIGGER pgtrigger_assignment_not_emptied_a306e BEFORE TRUNCATE ON curule_assignment FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_assignment_not_emptied_a306e();
COMMENT ON TRIGGER pgtrigger_assignment_not_emptied_a306e ON curule_assignment IS 'c5cef4535dcc7b6878c7ada7c78cda77a218f5a4';
CREATE TRIGGER pgtrigger_assignment_same_holder_c623d BEFORE UPDATE ON curule_assignment FOR EACH ROW WHEN ((((old.person_id IS DISTINCT FROM new.person_id) AND (old.person_id IS NOT NULL)) OR (((old.state)::text = 'active'::text) AND ((new.state)::text = 'held'::text)))) EXECUTE FUNCTION pgtrigger_assignment_same_holder_c623d();
COMMENT ON TRIGGER pgtrigger_assignment_same_holder_c623d ON curule_assignment IS 'facda3b228b65b1fd348ba04d9c6468111bb1d08';
CREATE TRIGGER pgtrigger_assignment_tells_9972f AFTER UPDATE OF ended_at, seat_id, seat_type_id, email ON curule_assignment FOR EACH ROW WHEN ((((old.state)::text = 'active'::text) AND (old.ended_at IS NULL) AND ((((old.ended_at IS DISTINCT FROM new.ended_at) OR (old.seat_id IS DISTINCT FROM new.seat_id)) OR (old.seat_type_id IS DISTINCT FROM new.seat_type_id)) OR ((old.email)::text IS DISTINCT FROM (new.email)::text)))) EXECUTE FUNCTION pgtrigger_assignment_tells_9972f();
COMMENT ON TRIGGER pgtrigger_assignment_tells_9972f ON curule_assignment IS '78d03ddc0b1fb3e3e607f58a25329489f66ecab7';
CREATE TRIGGER pgtrigger_bank_entry_as_the_bank_says_7536d BEFORE UPDATE ON curule_bank_entry FOR EACH ROW WHEN ((((((((((((((old.id IS DISTINCT FROM new.id) OR (old.statement_id IS DISTINCT FROM new.statement_id)) OR (old.number IS DISTINCT FROM new.number)) OR ((old.fingerprint)::text IS DISTINCT FROM (new.fingerprint)::text)) OR (old.booked_on IS DISTINCT FROM new.booked_on)) OR ((old.currency)::text IS DISTINCT FROM (new.currency)::text)) OR (old.amount_minor IS DISTINCT FROM new.amount_minor)) OR ((old.payer)::text IS DISTINCT FROM (new.payer)::text)) OR ((old.payer_iban)::text IS DISTINCT FROM (new.payer_iban)::text)) OR ((old.remittance)::text IS DISTINCT FROM (new.remittance)::text)) OR ((old.reference)::text IS DISTINCT FROM (new.reference)::text)) OR ((old.end_to_end)::text IS DISTINCT FROM (new.end_to_end)::text)) OR (old.is_reversal IS DISTINCT FROM new.is_reversal))) EXECUTE FUNCTION pgtrigger_bank_entry_as_the_bank_says_7536d();
COMMENT ON TRIGGER pgtrigger_bank_entry_as_the_bank_says_7536d ON curule_bank_entry IS '930ce836bda524159dac1e2cd6b7edaf5ab5d514';
CREATE CONSTRAINT TRIGGER pgtrigger_bank_entry_is_its_parts_b825c AFTER INSERT OR UPDATE OF status ON curule_bank_entry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION pgtrigger_bank_entry_is_its_parts_b825c();
COMMENT ON TRIGGER pgtrigger_bank_entry_is_its_parts_b825c ON curule_bank_entry IS '3fc7f564e822256e777e872b6fe6c6fc9e771c9d';
CREATE TRIGGER pgtrigger_bank_entry_kept_14325 BEFORE DELETE ON curule_bank_entry FOR EACH ROW EXECUTE FUNCTION pgtrigger_bank_entry_kept_14325();
COMMENT ON TRIGGER pgtrigger_bank_entry_kept_14325 ON curule_bank_entry IS 'db1da219e9b267666d012875f1ce5404643ed000';
CREATE TRIGGER pgtrigger_bank_entry_not_emptied_17dbe BEFORE TRUNCATE ON curule_bank_entry FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_bank_entry_not_emptied_17dbe();
COMMENT ON TRIGGER pgtrigger_bank_entry_not_emptied_17dbe ON curule_bank_entry IS '3d3ae7728b02cf7135a25dfe13aa25464cd32bb7';
CREATE TRIGGER pgtrigger_bank_entry_part_as_said_bbeb4 BEFORE UPDATE ON curule_bank_entry_part FOR EACH ROW WHEN (((((((old.id IS DISTINCT FROM new.id) OR (old.account_id IS DISTINCT FROM new.account_id)) OR (old.entry_id IS DISTINCT FROM new.entry_id)) OR (old.number IS DISTINCT FROM new.number)) OR (old.invoice_id IS DISTINCT FROM new.invoice_id)) OR (old.amount_minor IS DISTINCT FROM new.amount_minor))) EXECUTE FUNCTION pgtrigger_bank_entry_part_as_said_bbeb4();
COMMENT ON TRIGGER pgtrigger_bank_entry_part_as_said_bbeb4 ON curule_bank_entry_part IS 'cd9e98d948089562ddde552d29549ea8f369915d';
CREATE TRIGGER pgtrigger_bank_entry_part_kept_89cb5 BEFORE DELETE ON curule_bank_entry_part FOR EACH ROW WHEN ((old.payment_id IS NOT NULL)) EXECUTE FUNCTION pgtrigger_bank_entry_part_kept_89cb5();
COMMENT ON TRIGGER pgtrigger_bank_entry_part_kept_89cb5 ON curule_bank_entry_part IS '58eddbbe290d329b4ac516045f2527f75d33f57e';
CREATE TRIGGER pgtrigger_bank_entry_part_not_emptied_753d2 BEFORE TRUNCATE ON curule_bank_entry_part FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_bank_entry_part_not_emptied_753d2();
COMMENT ON TRIGGER pgtrigger_bank_entry_part_not_emptied_753d2 ON curule_bank_entry_part IS '91ea139e029e7b9497ef1b0e83d437f1bb6abb7d';
CREATE TRIGGER pgtrigger_bank_entry_part_paid_once_0dea3 BEFORE UPDATE ON curule_bank_entry_part FOR EACH ROW WHEN (((old.payment_id IS NOT NULL) AND (((((((old.id IS DISTINCT FROM new.id) OR (old.account_id IS DISTINCT FROM new.account_id)) OR (old.entry_id IS DISTINCT FROM new.entry_id)) OR (old.number IS DISTINCT FROM new.number)) OR (old.invoice_id IS DISTINCT FROM new.invoice_id)) OR (old.amount_minor IS DISTINCT FROM new.amount_minor)) OR (old.payment_id IS DISTINCT FROM new.payment_id)))) EXECUTE FUNCTION pgtrigger_bank_entry_part_paid_once_0dea3();
COMMENT ON TRIGGER pgtrigger_bank_entry_part_paid_once_0dea3 ON curule_bank_entry_part IS 'b068ca9b6a691e4e7b329c1222ba3250a7f69430';
CREATE CONSTRAINT TRIGGER pgtrigger_bank_entry_recorded_whole_910d4 AFTER INSERT OR UPDATE OF status ON curule_bank_entry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION pgtrigger_bank_entry_recorded_whole_910d4();
COMMENT ON TRIGGER pgtrigger_bank_entry_recorded_whole_910d4 ON curule_bank_entry IS '28f28aef7f165c5dc6189bd419096ad1a7287860';
CREATE TRIGGER pgtrigger_bank_entry_status_one_way_2882b BEFORE UPDATE ON curule_bank_entry FOR EACH ROW WHEN ((((old.status)::text <> (new.status)::text) AND (NOT ((((old.status)::text = 'open'::text) AND ((new.status)::text = ANY ((ARRAY['assigned'::character varying, 'set_aside'::character varying])::text[]))) OR (((old.status)::text = 'assigned'::text) AND ((new.status)::text = ANY ((ARRAY['recorded'::character varying, 'open'::character varying])::text[]))) OR (((old.status)::text = 'set_aside'::text) AND ((new.status)::text = 'open'::text)))))) EXECUTE FUNCTION pgtrigger_bank_entry_status_one_way_2882b();
COMMENT ON TRIGGER pgtrigger_bank_entry_status_one_way_2882b ON curule_bank_entry IS '5251669d1b6dc3217c9c143209076f3d9c4f9a45';
CREATE TRIGGER pgtrigger_bank_statement_append_only_199ad BEFORE DELETE OR UPDATE ON curule_bank_statement FOR EACH ROW EXECUTE FUNCTION pgtrigger_bank_statement_append_only_199ad();
COMMENT ON TRIGGER pgtrigger_bank_statement_append_only_199ad ON curule_bank_statement IS '63b5a7592bba8c04128fa61283d59eb464a923af';
CREATE TRIGGER pgtrigger_bank_statement_not_emptied_052a1 BEFORE TRUNCATE ON curule_bank_statement FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_bank_statement_not_emptied_052a1();
COMMENT ON TRIGGER pgtrigger_bank_statement_not_emptied_052a1 ON curule_bank_statement IS 'c9ec039fe972611245aeb1fbc5f941cbb7b872a8';
CREATE TRIGGER pgtrigger_batch_as_begun_bfdd1 BEFORE UPDATE ON curule_batch FOR EACH ROW WHEN ((((((old.id IS DISTINCT FROM new.id) OR (old.account_id IS DISTINCT FROM new.account_id)) OR (old.subscription_id IS DISTINCT FROM new.subscription_id)) OR (old.order_id IS DISTINCT FROM new.order_id)) OR (old.starts_at IS DISTINCT FROM new.starts_at))) EXECUTE FUNCTION pgtrigger_batch_as_begun_bfdd1();
COMMENT ON TRIGGER pgtrigger_batch_as_begun_bfdd1 ON curule_batch IS 'c0233dc682c0f6f2ddf703f08f5037c84b793008';
CREATE TRIGGER pgtrigger_batch_kept_06b31 BEFORE DELETE ON curule_batch FOR EACH ROW EXECUTE FUNCTION pgtrigger_batch_kept_06b31();
COMMENT ON TRIGGER pgtrigger_batch_kept_06b31 ON curule_batch IS 'aa3c1a87a18d268cbfb5803e13094e9aaad136f5';
CREATE TRIGGER pgtrigger_batch_not_emptied_255d1 BEFORE TRUNCATE ON curule_batch FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_batch_not_emptied_255d1();
COMMENT ON TRIGGER pgtrigger_batch_not_emptied_255d1 ON curule_batch IS '37daa4d851e4e5c6184c3cf857e539dc485b18cb';
CREATE TRIGGER pgtrigger_charge_as_charged_10ea6 BEFORE UPDATE ON curule_charge FOR EACH ROW WHEN (((old.invoice_id IS NOT NULL) AND ((((((((((((((((old.id IS DISTINCT FROM new.id) OR (old.account_id IS DISTINCT FROM new.account_id)) OR (old.subscription_id IS DISTINCT FROM new.subscription_id)) OR (old.pool_id IS DISTINCT FROM new.pool_id)) OR (old.seat_type_id IS DISTINCT FROM new.seat_type_id)) OR (old.price_id IS DISTINCT FROM new.price_id)) OR (old.invoice_id IS DISTINCT FROM new.invoice_id)) OR (old.charged_quantity IS DISTINCT FROM new.charged_quantity)) OR (old.base_quantity IS DISTINCT FROM new.base_quantity)) OR (old.period_starts_at IS DISTINCT FROM new.period_starts_at)) OR (old.period_ends_at IS DISTINCT FROM new.period_ends_at)) OR (old.starts_at IS DISTINCT FROM new.starts_at)) OR (old.numerator IS DISTINCT FROM new.numerator)) OR (old.denominator IS DISTINCT FROM new.denominator)) OR (old.amount_minor IS DISTINCT FROM new.amount_minor)) OR (old.percent_off IS DISTINCT FROM new.percent_off)))) EXECUTE FUNCTION pgtrigger_charge_as_charged_10ea6();
COMMENT ON TRIGGER pgtrigger_charge_as_charged_10ea6 ON curule_charge IS '9b5e4f9af760abfa8e8432193209862676f46af6';
CREATE TRIGGER pgtrigger_charge_credit_stays_7ac78 BEFORE UPDATE ON curule_charge FOR EACH ROW WHEN ((new.credited_minor < old.credited_minor)) EXECUTE FUNCTION pgtrigger_charge_credit_stays_7ac78();
COMMENT ON TRIGGER pgtrigger_charge_credit_stays_7ac78 ON curule_charge IS 'cb773982c4e26f915a00941f49cfd5267e5ea6a5';
CREATE TRIGGER pgtrigger_charge_kept_f42bb BEFORE DELETE ON curule_charge FOR EACH ROW EXECUTE FUNCTION pgtrigger_charge_kept_f42bb();
COMMENT ON TRIGGER pgtrigger_charge_kept_f42bb ON curule_charge IS 'bfd80cdba9c264bf6da6f13ee5de495a348364c6';
CREATE TRIGGER pgtrigger_charge_not_emptied_81919 BEFORE TRUNCATE ON curule_charge FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_charge_not_emptied_81919();
COMMENT ON TRIGGER pgtrigger_charge_not_emptied_81919 ON curule_charge IS '307fc2317386dcdcfcbe66ba834c9fa720e23d9a';
CREATE TRIGGER pgtrigger_coupon_as_made_ce954 BEFORE UPDATE ON curule_coupon FOR EACH ROW WHEN ((((((((((((((old.id IS DISTINCT FROM new.id) OR ((old.code)::text IS DISTINCT FROM (new.code)::text)) OR (old.percent IS DISTINCT FROM new.percent)) OR (old.amount_minor IS DISTINCT FROM new.amount_minor)) OR ((old.currency)::text IS DISTINCT FROM (new.currency)::text)) OR (old.periods IS DISTINCT FROM new.periods)) OR (old.valid_from IS DISTINCT FROM new.valid_from)) OR (old.valid_until IS DISTINCT FROM new.valid_until)) OR (old.limit_in_all IS DISTINCT FROM new.limit_in_all)) OR (old.limit_per_account IS DISTINCT FROM new.limit_per_account)) OR (old.is_for_first_purchase IS DISTINCT FROM new.is_for_first_purchase)) OR (old.created_at IS DISTINCT FROM new.created_at)) OR (old.created_by IS DISTINCT FROM new.created_by))) EXECUTE FUNCTION pgtrigger_coupon_as_made_ce954();
COMMENT ON TRIGGER pgtrigger_coupon_as_made_ce954 ON curule_coupon IS '4ab6efeecc46190fc6df2abc4858f6f69471738d';
CREATE TRIGGER pgtrigger_coupon_kept_5efed BEFORE DELETE ON curule_coupon FOR EACH ROW EXECUTE FUNCTION pgtrigger_coupon_kept_5efed();
COMMENT ON TRIGGER pgtrigger_coupon_kept_5efed ON curule_coupon IS '2b419057179fe063448057c8545086b14790fc22';
CREATE TRIGGER pgtrigger_coupon_not_emptied_11a01 BEFORE TRUNCATE ON curule_coupon FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_coupon_not_emptied_11a01();
COMMENT ON TRIGGER pgtrigger_coupon_not_emptied_11a01 ON curule_coupon IS 'd12d306d9534b5276b4ff08fec11f5db2343b32b';
CREATE TRIGGER pgtrigger_coupon_plan_append_only_483f0 BEFORE DELETE OR UPDATE ON curule_coupon_plan FOR EACH ROW EXECUTE FUNCTION pgtrigger_coupon_plan_append_only_483f0();
COMMENT ON TRIGGER pgtrigger_coupon_plan_append_only_483f0 ON curule_coupon_plan IS 'ba5464c30d78edc3081e49e5e9b717ca5e127442';
CREATE TRIGGER pgtrigger_coupon_plan_not_emptied_4c883 BEFORE TRUNCATE ON curule_coupon_plan FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_coupon_plan_not_emptied_4c883();
COMMENT ON TRIGGER pgtrigger_coupon_plan_not_emptied_4c883 ON curule_coupon_plan IS '260737013affc62e0da8edaee614cfed34696191';
CREATE TRIGGER pgtrigger_coupon_redemption_as_made_01fc8 BEFORE UPDATE ON curule_coupon_redemption FOR EACH ROW WHEN ((((((((((old.id IS DISTINCT FROM new.id) OR (old.account_id IS DISTINCT FROM new.account_id)) OR (old.coupon_id IS DISTINCT FROM new.coupon_id)) OR (old.subscription_id IS DISTINCT FROM new.subscription_id)) OR (old.order_id IS DISTINCT FROM new.order_id)) OR (old.account_limit IS DISTINCT FROM new.account_limit)) OR (old.periods IS DISTINCT FROM new.periods)) OR (old.redeemed_at IS DISTINCT FROM new.redeemed_at)) OR (old.redeemed_by IS DISTINCT FROM new.redeemed_by))) EXECUTE FUNCTION pgtrigger_coupon_redemption_as_made_01fc8();
COMMENT ON TRIGGER pgtrigger_coupon_redemption_as_made_01fc8 ON curule_coupon_redemption IS 'e01cc4d7af464cfce8e0ad999f1ebc6be00d6855';
CREATE TRIGGER pgtrigger_coupon_redemption_counts_up_a7d19 BEFORE UPDATE ON curule_coupon_redemption FOR EACH ROW WHEN (((new.used < old.used) OR ((old.released_at IS NOT NULL) AND (new.released_at IS NULL)) OR ((old.ended_at IS NOT NULL) AND (new.ended_at IS NULL)))) EXECUTE FUNCTION pgtrigger_coupon_redemption_counts_up_a7d19();
COMMENT ON TRIGGER pgtrigger_coupon_redemption_counts_up_a7d19 ON curule_coupon_redemption IS 'e6bbb468ae2f3ca839302a2f4bb4185152344307';
CREATE TRIGGER pgtrigger_coupon_redemption_kept_3b16b BEFORE DELETE ON curule_coupon_redemption FOR EACH ROW EXECUTE FUNCTION pgtrigger_coupon_redemption_kept_3b16b();
COMMENT ON TRIGGER pgtrigger_coupon_redemption_kept_3b16b ON curule_coupon_redemption IS '657a6167dc8405e987fbc49973d56e68c291c7c7';
CREATE TRIGGER pgtrigger_coupon_redemption_not_emptied_889e4 BEFORE TRUNCATE ON curule_coupon_redemption FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_coupon_redemption_not_emptied_889e4();
COMMENT ON TRIGGER pgtrigger_coupon_redemption_not_emptied_889e4 ON curule_coupon_redemption IS '7ba89c56e7180f742f303490aa72178db937042a';
CREATE TRIGGER pgtrigger_coupon_stopped_e18d3 BEFORE UPDATE ON curule_coupon FOR EACH ROW WHEN (((old.stopped_at IS NOT NULL) AND (((((((((((((((old.id IS DISTINCT FROM new.id) OR ((old.code)::text IS DISTINCT FROM (new.code)::text)) OR (old.percent IS DISTINCT FROM new.percent)) OR (old.amount_minor IS DISTINCT FROM new.amount_minor)) OR ((old.currency)::text IS DISTINCT FROM (new.currency)::text)) OR (old.periods IS DISTINCT FROM new.periods)) OR (old.valid_from IS DISTINCT FROM new.valid_from)) OR (old.valid_until IS DISTINCT FROM new.valid_until)) OR (old.limit_in_all IS DISTINCT FROM new.limit_in_all)) OR (old.limit_per_account IS DISTINCT FROM new.limit_per_account)) OR (old.is_for_first_purchase IS DISTINCT FROM new.is_for_first_purchase)) OR (old.created_at IS DISTINCT FROM new.created_at)) OR (old.created_by IS DISTINCT FROM new.created_by)) OR (old.stopped_at IS DISTINCT FROM new.stopped_at)) OR (old.stopped_by IS DISTINCT FROM new.stopped_by)))) EXECUTE FUNCTION pgtrigger_coupon_stopped_e18d3();
COMMENT ON TRIGGER pgtrigger_coupon_stopped_e18d3 ON curule_coupon IS '372f073597cb6b2e082dac1854e8cd0f1167d9a6';
CREATE TRIGGER pgtrigger_credit_entry_append_only_3a495 BEFORE DELETE OR UPDATE ON curule_credit_entry FOR EACH ROW EXECUTE FUNCTION pgtrigger_credit_entry_append_only_3a495();
COMMENT ON TRIGGER pgtrigger_credit_entry_append_only_3a495 ON curule_credit_entry IS '4d24ec13f2fdc3d5206cbad719816997dbe9defb';
CREATE TRIGGER pgtrigger_credit_entry_continues_353e7 BEFORE INSERT ON curule_credit_entry FOR EACH ROW EXECUTE FUNCTION pgtrigger_credit_entry_continues_353e7();
COMMENT ON TRIGGER pgtrigger_credit_entry_continues_353e7 ON curule_credit_entry IS '711697aba1ea9dd813ebaf1c4809faeb957baa8a';
CREATE TRIGGER pgtrigger_credit_entry_not_emptied_9d51d BEFORE TRUNCATE ON curule_credit_entry FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_credit_entry_not_emptied_9d51d();
COMMENT ON TRIGGER pgtrigger_credit_entry_not_emptied_9d51d ON curule_credit_entry IS '8fdd0b84367769249ab721e3d720bf965f48f0b4';
CREATE CONSTRAINT TRIGGER pgtrigger_credit_entry_on_its_invoice_9b199 AFTER INSERT ON curule_credit_entry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((new.source)::text = 'invoice'::text)) EXECUTE FUNCTION pgtrigger_credit_entry_on_its_invoice_9b199();
COMMENT ON TRIGGER pgtrigger_credit_entry_on_its_invoice_9b199 ON curule_credit_entry IS '3f58d08fabecd88062c47a086a332bf85d4e8a30';
CREATE TRIGGER pgtrigger_credit_note_as_issued_411f9 BEFORE UPDATE ON curule_credit_note FOR EACH ROW WHEN (((old.number IS NOT NULL) AND (new.as_issued IS DISTINCT FROM old.as_issued))) EXECUTE FUNCTION pgtrigger_credit_note_as_issued_411f9();
COMMENT ON TRIGGER pgtrigger_credit_note_as_issued_411f9 ON curule_credit_note IS '95c4728fe4333f221ce148b9b7ebe91e7345c2ee';
CREATE CONSTRAINT TRIGGER pgtrigger_credit_note_has_a_number_f1f1a AFTER INSERT ON curule_credit_note DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.number IS NULL)) EXECUTE FUNCTION pgtrigger_credit_note_has_a_number_f1f1a();
COMMENT ON TRIGGER pgtrigger_credit_note_has_a_number_f1f1a ON curule_credit_note IS '9766c26fb29e6bcef0ad0563f6f04525f7136539';
CREATE CONSTRAINT TRIGGER pgtrigger_credit_note_is_its_lines_09404 AFTER INSERT ON curule_credit_note DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION pgtrigger_credit_note_is_its_lines_09404();
COMMENT ON TRIGGER pgtrigger_credit_note_is_its_lines_09404 ON curule_credit_note IS '5d561e6da713a0d5e8c208bb6fd75a5f33bfa188';
CREATE TRIGGER pgtrigger_credit_note_issued_5ea7d BEFORE UPDATE ON curule_credit_note FOR EACH ROW WHEN (((((((((((((((old.id IS DISTINCT FROM new.id) OR (old.account_id IS DISTINCT FROM new.account_id)) OR (old.subscription_id IS DISTINCT FROM new.subscription_id)) OR (old.invoice_id IS DISTINCT FROM new.invoice_id)) OR ((old.reason)::text IS DISTINCT FROM (new.reason)::text)) OR ((old.currency)::text IS DISTINCT FROM (new.currency)::text)) OR (old.subtotal_minor IS DISTINCT FROM new.subtotal_minor)) OR (old.tax_rate IS DISTINCT FROM new.tax_rate)) OR (old.tax_minor IS DISTINCT FROM new.tax_minor)) OR (old.total_minor IS DISTINCT FROM new.total_minor)) OR (old.to_open_minor IS DISTINCT FROM new.to_open_minor)) OR (old.to_credit_minor IS DISTINCT FROM new.to_credit_minor)) OR (old.to_refund_minor IS DISTINCT FROM new.to_refund_minor)) OR (old.issued_at IS DISTINCT FROM new.issued_at))) EXECUTE FUNCTION pgtrigger_credit_note_issued_5ea7d();
COMMENT ON TRIGGER pgtrigger_credit_note_issued_5ea7d ON curule_credit_note IS 'f484f266015e3afbecff8feab8608e111a661ce3';
CREATE TRIGGER pgtrigger_credit_note_keeps_its_number_1a780 BEFORE UPDATE ON curule_credit_note FOR EACH ROW WHEN (((old.number IS NOT NULL) AND ((new.number)::text IS DISTINCT FROM (old.number)::text))) EXECUTE FUNCTION pgtrigger_credit_note_keeps_its_number_1a780();
COMMENT ON TRIGGER pgtrigger_credit_note_keeps_its_number_1a780 ON curule_credit_note IS 'f003149bb9358f51f8daec381881659ab1595099';
CREATE TRIGGER pgtrigger_credit_note_kept_1d485 BEFORE DELETE ON curule_credit_note FOR EACH ROW EXECUTE FUNCTION pgtrigger_credit_note_kept_1d485();
COMMENT ON TRIGGER pgtrigger_credit_note_kept_1d485 ON curule_credit_note IS 'fdc5f765d6edfc99899064618ab76549af73f1ff';
CREATE TRIGGER pgtrigger_credit_note_line_append_only_eee19 BEFORE DELETE OR UPDATE ON curule_credit_note_line FOR EACH ROW EXECUTE FUNCTION pgtrigger_credit_note_line_append_only_eee19();
COMMENT ON TRIGGER pgtrigger_credit_note_line_append_only_eee19 ON curule_credit_note_line IS '2366a50c82cc73ad804fde2b04dfffcdfac73854';
CREATE TRIGGER pgtrigger_credit_note_line_not_emptied_731e1 BEFORE TRUNCATE ON curule_credit_note_line FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_credit_note_line_not_emptied_731e1();
COMMENT ON TRIGGER pgtrigger_credit_note_line_not_emptied_731e1 ON curule_credit_note_line IS '2a3d3829299f03bf9d01600650e2166148808c3a';
CREATE CONSTRAINT TRIGGER pgtrigger_credit_note_line_of_its_note_e6b62 AFTER INSERT ON curule_credit_note_line DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION pgtrigger_credit_note_line_of_its_note_e6b62();
COMMENT ON TRIGGER pgtrigger_credit_note_line_of_its_note_e6b62 ON curule_credit_note_line IS 'd2e3a79fd46e71e0603ff1ec9b5c7114f6e55218';
CREATE TRIGGER pgtrigger_credit_note_not_emptied_eb6b2 BEFORE TRUNCATE ON curule_credit_note FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_credit_note_not_emptied_eb6b2();
COMMENT ON TRIGGER pgtrigger_credit_note_not_emptied_eb6b2 ON curule_credit_note IS '62f7a61adb2f5774778472cb7fbe3a665a5fff52';
CREATE CONSTRAINT TRIGGER pgtrigger_credit_note_number_follows_on_071be AFTER INSERT OR UPDATE OF number ON curule_credit_note DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.number IS NOT NULL)) EXECUTE FUNCTION pgtrigger_credit_note_number_follows_on_071be();
COMMENT ON TRIGGER pgtrigger_credit_note_number_follows_on_071be ON curule_credit_note IS '26d967ab9224cb1dd65f08ca3a3535b9629a623a';
CREATE CONSTRAINT TRIGGER pgtrigger_credit_note_on_its_invoice_fe9b7 AFTER INSERT ON curule_credit_note DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.to_open_minor > 0)) EXECUTE FUNCTION pgtrigger_credit_note_on_its_invoice_fe9b7();
COMMENT ON TRIGGER pgtrigger_credit_note_on_its_invoice_fe9b7 ON curule_credit_note IS '8f6ed960b89e90392a77cd39f0f8d1b15bae6ced';
CREATE CONSTRAINT TRIGGER pgtrigger_credit_note_within_its_invoice_402ab AFTER INSERT ON curule_credit_note DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.invoice_id IS NOT NULL)) EXECUTE FUNCTION pgtrigger_credit_note_within_its_invoice_402ab();
COMMENT ON TRIGGER pgtrigger_credit_note_within_its_invoice_402ab ON curule_credit_note IS '0aa0360cd55a37eaf7169b30cf8b91f003fadbc5';
CREATE TRIGGER pgtrigger_device_as_added_2ad59 BEFORE UPDATE ON curule_device FOR EACH ROW WHEN (((((((old.id IS DISTINCT FROM new.id) OR (old.account_id IS DISTINCT FROM new.account_id)) OR (old.assignment_id IS DISTINCT FROM new.assignment_id)) OR (old.digest IS DISTINCT FROM new.digest)) OR (old.place IS DISTINCT FROM new.place)) OR (old.added_at IS DISTINCT FROM new.added_at))) EXECUTE FUNCTION pgtrigger_device_as_added_2ad59();
COMMENT ON TRIGGER pgtrigger_device_as_added_2ad59 ON curule_device IS '5f573a6b28c8119deacc8207138638122780a187';
CREATE TRIGGER pgtrigger_device_kept_5bc26 BEFORE DELETE ON curule_device FOR EACH ROW EXECUTE FUNCTION pgtrigger_device_kept_5bc26();
COMMENT ON TRIGGER pgtrigger_device_kept_5bc26 ON curule_device IS '29b87e37d327642dc206a65d64d18496d627b8c8';
CREATE TRIGGER pgtrigger_device_not_emptied_dd943 BEFORE TRUNCATE ON curule_device FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_device_not_emptied_dd943();
COMMENT ON TRIGGER pgtrigger_device_not_emptied_dd943 ON curule_device IS '945c954becefc2c9a88f92c91df7914410fe7e9f';
CREATE TRIGGER pgtrigger_device_released_c4136 BEFORE UPDATE ON curule_device FOR EACH ROW WHEN (((old.released_at IS NOT NULL) AND ((((((((((old.id IS DISTINCT FROM new.id) OR (old.account_id IS DISTINCT FROM new.account_id)) OR (old.assignment_id IS DISTINCT FROM new.assignment_id)) OR (old.digest IS DISTINCT FROM new.digest)) OR ((old.name)::text IS DISTINCT FROM (new.name)::text)) OR (old.place IS DISTINCT FROM new.place)) OR (old.added_at IS DISTINCT FROM new.added_at)) OR (old.token_until IS DISTINCT FROM new.token_until)) OR (old.released_at IS DISTINCT FROM new.released_at)) OR ((old.released_by)::text IS DISTINCT FROM (new.released_by)::text)))) EXECUTE FUNCTION pgtrigger_device_released_c4136();
COMMENT ON TRIGGER pgtrigger_device_released_c4136 ON curule_device IS 'acbe1c44fe4bb55457c551929b9293d1bffa1f13';
CREATE TRIGGER pgtrigger_device_tokens_live_on_474cc BEFORE UPDATE ON curule_device FOR EACH ROW WHEN ((new.token_until < old.token_until)) EXECUTE FUNCTION pgtrigger_device_tokens_live_on_474cc();
COMMENT ON TRIGGER pgtrigger_device_tokens_live_on_474cc ON curule_device IS '0a190789eb77814dc84c9adf297d85358efe8ae3';
CREATE TRIGGER pgtrigger_directory_token_as_made_51c34 BEFORE UPDATE ON curule_directory_token FOR EACH ROW WHEN (((((((((old.id IS DISTINCT FROM new.id) OR (old.account_id IS DISTINCT FROM new.account_id)) OR ((old.name)::text IS DISTINCT FROM (new.name)::text)) OR (old.digest IS DISTINCT FROM new.digest)) OR ((old.shown)::text IS DISTINCT FROM (new.shown)::text)) OR (old.by_owner IS DISTINCT FROM new.by_owner)) OR (old.created_at IS DISTINCT FROM new.created_at)) OR ((old.created_by)::text IS DISTINCT FROM (new.created_by)::text))) EXECUTE FUNCTION pgtrigger_directory_token_as_made_51c34();
COMMENT ON TRIGGER pgtrigger_directory_token_as_made_51c34 ON curule_directory_token IS '2e630a5caf3b79c07ef481ae43c95bb73a4127b3';
CREATE TRIGGER pgtrigger_directory_token_ends_for_good_30f26 BEFORE UPDATE ON curule_directory_token FOR EACH ROW WHEN (((old.ends_at IS NOT NULL) AND ((new.ends_at IS NULL) OR (new.ends_at > old.ends_at)))) EXECUTE FUNCTION pgtrigger_directory_token_ends_for_good_30f26();
COMMENT ON TRIGGER pgtrigger_directory_token_ends_for_good_30f26 ON curule_directory_token IS 'fc8028ff88df7c464b1ad1545208a7b997c7c331';
CREATE TRIGGER pgtrigger_directory_token_kept_52b6d BEFORE DELETE ON curule_directory_token FOR EACH ROW EXECUTE FUNCTION pgtrigger_directory_token_kept_52b6d();
COMMENT ON TRIGGER pgtrigger_directory_token_kept_52b6d ON curule_directory_token IS 'e130c30217f1fa0553973e0a50723c8654c5e86c';
CREATE TRIGGER pgtrigger_directory_token_not_emptied_4b90d BEFORE TRUNCATE ON curule_directory_token FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_directory_token_not_emptied_4b90d();
COMMENT ON TRIGGER pgtrigger_directory_token_not_emptied_4b90d ON curule_directory_token IS '178c9e23cf95f23a62fbd1f30cdb0fed7a03cd6a';
CREATE TRIGGER pgtrigger_dispute_kept_19e9a BEFORE DELETE ON curule_dispute FOR EACH ROW EXECUTE FUNCTION pgtrigger_dispute_kept_19e9a();
COMMENT ON TRIGGER pgtrigger_dispute_kept_19e9a ON curule_dispute IS '478d34cccf71f6c37d2195b76f67de309ffd52b8';
CREATE TRIGGER pgtrigger_dispute_not_emptied_074a2 BEFORE TRUNCATE ON curule_dispute FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_dispute_not_emptied_074a2();
COMMENT ON TRIGGER pgtrigger_dispute_not_emptied_074a2 ON curule_dispute IS '70af6f2855dfd7f6c090d20c7989ece7a29c0399';
CREATE TRIGGER pgtrigger_domain_claim_as_made_db5d8 BEFORE UPDATE ON curule_domain_claim FOR EACH ROW WHEN (((((((old.id IS DISTINCT FROM new.id) OR (old.account_id IS DISTINCT FROM new.account_id)) OR ((old.name)::text IS DISTINCT FROM (new.name)::text)) OR ((old.token)::text IS DISTINCT FROM (new.token)::text)) OR (old.claimed_at IS DISTINCT FROM new.claimed_at)) OR ((old.claimed_by)::text IS DISTINCT FROM (new.claimed_by)::text))) EXECUTE FUNCTION pgtrigger_domain_claim_as_made_db5d8();
COMMENT ON TRIGGER pgtrigger_domain_claim_as_made_db5d8 ON curule_domain_claim IS 'f825c22d824e74996377c3cdb1dfb7acde9b5b66';
CREATE TRIGGER pgtrigger_domain_claim_kept_39e5c BEFORE DELETE ON curule_domain_claim FOR EACH ROW EXECUTE FUNCTION pgtrigger_domain_claim_kept_39e5c();
COMMENT ON TRIGGER pgtrigger_domain_claim_kept_39e5c ON curule_domain_claim IS 'aac952d6db4587c8385c28b7e10cbd749c30087e';
CREATE TRIGGER pgtrigger_domain_claim_not_emptied_aa229 BEFORE TRUNCATE ON curule_domain_claim FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_domain_claim_not_emptied_aa229();
COMMENT ON TRIGGER pgtrigger_domain_claim_not_emptied_aa229 ON curule_domain_claim IS '95b3414a1db91dc422d0a3f5a0d19c41060df1ce';
CREATE TRIGGER pgtrigger_domain_claim_withdrawn_eb4aa BEFORE UPDATE ON curule_domain_claim FOR EACH ROW WHEN (((old.withdrawn_at IS NOT NULL) AND ((((((((((((old.id IS DISTINCT FROM new.id) OR (old.account_id IS DISTINCT FROM new.account_id)) OR ((old.name)::text IS DISTINCT FROM (new.name)::text)) OR ((old.token)::text IS DISTINCT FROM (new.token)::text)) OR (old.claimed_at IS DISTINCT FROM new.claimed_at)) OR ((old.claimed_by)::text IS DISTINCT FROM (new.claimed_by)::text)) OR (old.checked_at IS DISTINCT FROM new.checked_at)) OR ((old.proof)::text IS DISTINCT FROM (new.proof)::text)) OR (old.missing_since IS DISTINCT FROM new.missing_since)) OR (old.next_check_at IS DISTINCT FROM new.next_check_at)) OR (old.withdrawn_at IS DISTINCT FROM new.withdrawn_at)) OR ((old.withdrawn_by)::text IS DISTINCT FROM (new.withdrawn_by)::text)))) EXECUTE FUNCTION pgtrigger_domain_claim_withdrawn_eb4aa();
COMMENT ON TRIGGER pgtrigger_domain_claim_withdrawn_eb4aa ON curule_domain_claim IS '568e195e73910efa5cd8dc0fd1b56da7e88ca427';
CREATE TRIGGER pgtrigger_domain_kept_99e9b BEFORE DELETE ON curule_domain FOR EACH ROW EXECUTE FUNCTION pgtrigger_domain_kept_99e9b();
COMMENT ON TRIGGER pgtrigger_domain_kept_99e9b ON curule_domain IS 'ba439985a4c8903c6ae2d1102c9571e55b637471';
CREATE TRIGGER pgtrigger_domain_not_emptied_14b16 BEFORE TRUNCATE ON curule_domain FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_domain_not_emptied_14b16();
COMMENT ON TRIGGER pgtrigger_domain_not_emptied_14b16 ON curule_domain IS '641a9a4ec9c159f2243b1f08a3484060bfde2984';
CREATE TRIGGER pgtrigger_domain_removed_74d5d BEFORE UPDATE ON curule_domain FOR EACH ROW WHEN (((old.removed_at IS NOT NULL) AND (((((((old.id IS DISTINCT FROM new.id) OR (old.account_id IS DISTINCT FROM new.account_id)) OR ((old.name)::text IS DISTINCT FROM (new.name)::text)) OR (old.verified_at IS DISTINCT FROM new.verified_at)) OR (old.verified_by IS DISTINCT FROM new.verified_by)) OR (old.claim_id IS DISTINCT FROM new.claim_id)) OR (old.removed_at IS DISTINCT FROM new.removed_at)))) EXECUTE FUNCTION pgtrigger_domain_removed_74d5d();
COMMENT ON TRIGGER pgtrigger_domain_removed_74d5d ON curule_domain IS 'b0b2b8ba5de37ee95325d0b6752898b81102a898';
CREATE TRIGGER pgtrigger_event_append_only_06fd6 BEFORE DELETE OR UPDATE ON curule_event FOR EACH ROW EXECUTE FUNCTION pgtrigger_event_append_only_06fd6();
COMMENT ON TRIGGER pgtrigger_event_append_only_06fd6 ON curule_event IS '154668347c84a410b42461d07a984e87c7ca35aa';
CREATE TRIGGER pgtrigger_event_not_emptied_18410 BEFORE TRUNCATE ON curule_event FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_event_not_emptied_18410();
COMMENT ON TRIGGER pgtrigger_event_not_emptied_18410 ON curule_event IS '2d38033981d888032cb952b802c25a4da3fb2a97';
CREATE TRIGGER pgtrigger_external_id_as_given_fb6af BEFORE UPDATE ON curule_external_id FOR EACH ROW WHEN ((((((old.id IS DISTINCT FROM new.id) OR (old.is_live IS DISTINCT FROM new.is_live)) OR ((old.written)::text IS DISTINCT FROM (new.written)::text)) OR (old.created_at IS DISTINCT FROM new.created_at)) OR ((old.created_by)::text IS DISTINCT FROM (new.created_by)::text))) EXECUTE FUNCTION pgtrigger_external_id_as_given_fb6af();
COMMENT ON TRIGGER pgtrigger_external_id_as_given_fb6af ON curule_external_id IS '9f9c55973440338a674e85ad7ffab918bb2a48c4';
CREATE TRIGGER pgtrigger_external_id_ends_for_good_51932 BEFORE UPDATE ON curule_external_id FOR EACH ROW WHEN ((old.ended_at IS NOT NULL)) EXECUTE FUNCTION pgtrigger_external_id_ends_for_good_51932();
COMMENT ON TRIGGER pgtrigger_external_id_ends_for_good_51932 ON curule_external_id IS 'c4a50b24be4de34c460a6c26969a73a06e9f7ed7';
CREATE TRIGGER pgtrigger_external_id_kept_8ebf8 BEFORE DELETE ON curule_external_id FOR EACH ROW EXECUTE FUNCTION pgtrigger_external_id_kept_8ebf8();
COMMENT ON TRIGGER pgtrigger_external_id_kept_8ebf8 ON curule_external_id IS '19210cca07f497b198da596b49b12332ae7cb308';
CREATE TRIGGER pgtrigger_external_id_not_emptied_52457 BEFORE TRUNCATE ON curule_external_id FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_external_id_not_emptied_52457();
COMMENT ON TRIGGER pgtrigger_external_id_not_emptied_52457 ON curule_external_id IS '5074e430adc1c4083894c94f94a4e64f7b997689';
CREATE TRIGGER pgtrigger_external_id_tells_1fe60 AFTER UPDATE OF email, ended_at ON curule_external_id FOR EACH ROW WHEN ((((old.email)::text IS DISTINCT FROM (new.email)::text) OR (new.ended_at IS NOT NULL))) EXECUTE FUNCTION pgtrigger_external_id_tells_1fe60();
COMMENT ON TRIGGER pgtrigger_external_id_tells_1fe60 ON curule_external_id IS '74f6f77e248ffd7ebb6edafd9040006a0dccc958';
CREATE TRIGGER pgtrigger_foreign_id_as_written_a8430 BEFORE UPDATE ON curule_foreign_id FOR EACH ROW WHEN ((((((((old.id IS DISTINCT FROM new.id) OR (old.account_id IS DISTINCT FROM new.account_id)) OR ((old.source)::text IS DISTINCT FROM (new.source)::text)) OR ((old.kind)::text IS DISTINCT FROM (new.kind)::text)) OR ((old.written)::text IS DISTINCT FROM (new.written)::text)) OR (old.subscription_id IS DISTINCT FROM new.subscription_id)) OR (old.created_at IS DISTINCT FROM new.created_at))) EXECUTE FUNCTION pgtrigger_foreign_id_as_written_a8430();
COMMENT ON TRIGGER pgtrigger_foreign_id_as_written_a8430 ON curule_foreign_id IS '0b5cfd16e2422bddc3225bab5a32d5fc458b0d51';
CREATE TRIGGER pgtrigger_foreign_id_kept_342bd BEFORE DELETE ON curule_foreign_id FOR EACH ROW EXECUTE FUNCTION pgtrigger_foreign_id_kept_342bd();
COMMENT ON TRIGGER pgtrigger_foreign_id_kept_342bd ON curule_foreign_id IS 'c4fe7ed7504f97bb6099968e705977c03ff706dd';
CREATE TRIGGER pgtrigger_foreign_id_not_emptied_59e2f BEFORE TRUNCATE ON curule_foreign_id FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_foreign_id_not_emptied_59e2f();
COMMENT ON TRIGGER pgtrigger_foreign_id_not_emptied_59e2f ON curule_foreign_id IS '30ed194854402569ddb9673b8c3898c1e9b0cb2a';
CREATE TRIGGER pgtrigger_gateway_event_as_received_d316d BEFORE UPDATE ON curule_gateway_event FOR EACH ROW WHEN ((((((((old.id IS DISTINCT FROM new.id) OR ((old.gateway)::text IS DISTINCT FROM (new.gateway)::text)) OR ((old.event_id)::text IS DISTINCT FROM (new.event_id)::text)) OR ((old.kind)::text IS DISTINCT FROM (new.kind)::text)) OR ((old.subject)::text IS DISTINCT FROM (new.subject)::text)) OR (old.occurred_at IS DISTINCT FROM new.occurred_at)) OR (old.received_at IS DISTINCT FROM new.received_at))) EXECUTE FUNCTION pgtrigger_gateway_event_as_received_d316d();
COMMENT ON TRIGGER pgtrigger_gateway_event_as_received_d316d ON curule_gateway_event IS '2d1a28366fa8d9e4661f0ffcec4fb099fd4a9860';
CREATE TRIGGER pgtrigger_gateway_event_kept_0bcc4 BEFORE DELETE ON curule_gateway_event FOR EACH ROW EXECUTE FUNCTION pgtrigger_gateway_event_kept_0bcc4();
COMMENT ON TRIGGER pgtrigger_gateway_event_kept_0bcc4 ON curule_gateway_event IS 'fbd1855def26bb9204f5bdb5abf744485d771023';
CREATE TRIGGER pgtrigger_gateway_event_not_emptied_253e3 BEFORE TRUNCATE ON curule_gateway_event FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_gateway_event_not_emptied_253e3();
COMMENT ON TRIGGER pgtrigger_gateway_event_not_emptied_253e3 ON curule_gateway_event IS 'e917b762c752786f0442331640bfbdf9f2faaaf5';
CREATE TRIGGER pgtrigger_invitation_closed_97e92 BEFORE UPDATE ON curule_invitation FOR EACH ROW WHEN ((((old.status)::text <> 'open'::text) AND ((((((((((((((((((old.id IS DISTINCT FROM new.id) OR (old.account_id IS DISTINCT FROM new.account_id)) OR (old.subscription_id IS DISTINCT FROM new.subscription_id)) OR (old.pool_id IS DISTINCT FROM new.pool_id)) OR (old.seat_type_id IS DISTINCT FROM new.seat_type_id)) OR ((old.email)::text IS DISTINCT FROM (new.email)::text)) OR ((old.first_name)::text IS DISTINCT FROM (new.first_name)::text)) OR ((old.last_name)::text IS DISTINCT FROM (new.last_name)::text)) OR ((old.language)::text IS DISTINCT FROM (new.language)::text)) OR ((old.status)::text IS DISTINCT FROM (new.status)::text)) OR (old.generation IS DISTINCT FROM new.generation)) OR (old.holds_seat IS DISTINCT FROM new.holds_seat)) OR (old.invited_by IS DISTINCT FROM new.invited_by)) OR (old.invited_at IS DISTINCT FROM new.invited_at)) OR (old.sent_count IS DISTINCT FROM new.sent_count)) OR (old.expires_at IS DISTINCT FROM new.expires_at)) OR (old.accepted_by IS DISTINCT FROM new.accepted_by)) OR (old.closed_at IS DISTINCT FROM new.closed_at)))) EXECUTE FUNCTION pgtrigger_invitation_closed_97e92();
COMMENT ON TRIGGER pgtrigger_invitation_closed_97e92 ON curule_invitation IS '0270c37c759a1ddf4bf86d9cd2e4520f0e2f3dab';
CREATE TRIGGER pgtrigger_invitation_kept_2fedc BEFORE DELETE ON curule_invitation FOR EACH ROW EXECUTE FUNCTION pgtrigger_invitation_kept_2fedc();
COMMENT ON TRIGGER pgtrigger_invitation_kept_2fedc ON curule_invitation IS 'a74e565c24789dcd305da31b5e3d3b91773a7cd2';
CREATE TRIGGER pgtrigger_invitation_not_emptied_1daae BEFORE TRUNCATE ON curule_invitation FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_invitation_not_emptied_1daae();
COMMENT ON TRIGGER pgtrigger_invitation_not_emptied_1daae ON curule_invitation IS '53ee6c6869354df33eedce954a37cc0954fa2494';
CREATE TRIGGER pgtrigger_invitation_same_address_d1c34 BEFORE UPDATE ON curule_invitation FOR EACH ROW WHEN (((new.email)::text <> (old.email)::text)) EXECUTE FUNCTION pgtrigger_invitation_same_address_d1c34();
COMMENT ON TRIGGER pgtrigger_invitation_same_address_d1c34 ON curule_invitation IS 'a1893c3ac9242289dfb938d7aab6d10fd77c599f';
CREATE TRIGGER pgtrigger_invoice_as_issued_0623e BEFORE UPDATE ON curule_invoice FOR EACH ROW WHEN (((old.number IS NOT NULL) AND (new.as_issued IS DISTINCT FROM old.as_issued))) EXECUTE FUNCTION pgtrigger_invoice_as_issued_0623e();
COMMENT ON TRIGGER pgtrigger_invoice_as_issued_0623e ON curule_invoice IS '4e671bfe8549e0bef01a0d9aa44da129b2cc5508';
CREATE CONSTRAINT TRIGGER pgtrigger_invoice_has_a_number_16188 AFTER INSERT ON curule_invoice DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.number IS NULL)) EXECUTE FUNCTION pgtrigger_invoice_has_a_number_16188();
COMMENT ON TRIGGER pgtrigger_invoice_has_a_number_16188 ON curule_invoice IS '2fc20589cd16c09c0a46414a7674e953d7144d12';
CREATE CONSTRAINT TRIGGER pgtrigger_invoice_is_its_lines_6ee3c AFTER INSERT OR UPDATE OF status ON curule_invoice DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION pgtrigger_invoice_is_its_lines_6ee3c();
COMMENT ON TRIGGER pgtrigger_invoice_is_its_lines_6ee3c ON curule_invoice IS 'c48726bced101fec2ccafb112d4bf44d7228d33c';
CREATE TRIGGER pgtrigger_invoice_issued_5426a BEFORE UPDATE ON curule_invoice FOR EACH ROW WHEN ((((old.status)::text <> 'draft'::text) AND (((((((((((((((((((old.id IS DISTINCT FROM new.id) OR (old.account_id IS DISTINCT FROM new.account_id)) OR (old.subscription_id IS DISTINCT FROM new.subscription_id)) OR ((old.kind)::text IS DISTINCT FROM (new.kind)::text)) OR ((old.currency)::text IS DISTINCT FROM (new.currency)::text)) OR (old.subtotal_minor IS DISTINCT FROM new.subtotal_minor)) OR ((old.tax_behavior)::text IS DISTINCT FROM (new.tax_behavior)::text)) OR (old.tax_rate IS DISTINCT FROM new.tax_rate)) OR ((old.tax_treatment)::text IS DISTINCT FROM (new.tax_treatment)::text)) OR ((old.tax_country)::text IS DISTINCT FROM (new.tax_country)::text)) OR ((old.tax_category)::text IS DISTINCT FROM (new.tax_category)::text)) OR (old.tax_note IS DISTINCT FROM new.tax_note)) OR (old.tax_minor IS DISTINCT FROM new.tax_minor)) OR (old.total_minor IS DISTINCT FROM new.total_minor)) OR (old.period_starts_at IS DISTINCT FROM new.period_starts_at)) OR (old.period_ends_at IS DISTINCT FROM new.period_ends_at)) OR (old.issued_at IS DISTINCT FROM new.issued_at)) OR (old.due_at IS DISTINCT FROM new.due_at)) OR (old.raised_by IS DISTINCT FROM new.raised_by)))) EXECUTE FUNCTION pgtrigger_invoice_issued_5426a();
COMMENT ON TRIGGER pgtrigger_invoice_issued_5426a ON curule_invoice IS 'ff546f927702125347562e55cc53e188a11de01e';
CREATE TRIGGER pgtrigger_invoice_keeps_its_number_d9361 BEFORE UPDATE ON curule_invoice FOR EACH ROW WHEN (((old.number IS NOT NULL) AND ((new.number)::text IS DISTINCT FROM (old.number)::text))) EXECUTE FUNCTION pgtrigger_invoice_keeps_its_number_d9361();
COMMENT ON TRIGGER pgtrigger_invoice_keeps_its_number_d9361 ON curule_invoice IS 'c389f08d60062936a9d6050fdf0a46affe2ae159';
CREATE TRIGGER pgtrigger_invoice_kept_c105b BEFORE DELETE ON curule_invoice FOR EACH ROW EXECUTE FUNCTION pgtrigger_invoice_kept_c105b();
COMMENT ON TRIGGER pgtrigger_invoice_kept_c105b ON curule_invoice IS '80577106cf4df3dfb942acb6c0c2b5ce7f0059f3';
CREATE TRIGGER pgtrigger_invoice_line_append_only_1ac8d BEFORE DELETE OR UPDATE ON curule_invoice_line FOR EACH ROW EXECUTE FUNCTION pgtrigger_invoice_line_append_only_1ac8d();
COMMENT ON TRIGGER pgtrigger_invoice_line_append_only_1ac8d ON curule_invoice_line IS '7147428f1e3dac2919bbbe5da7ad3675fba68933';
CREATE TRIGGER pgtrigger_invoice_line_not_emptied_baa6c BEFORE TRUNCATE ON curule_invoice_line FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_invoice_line_not_emptied_baa6c();
COMMENT ON TRIGGER pgtrigger_invoice_line_not_emptied_baa6c ON curule_invoice_line IS '702ff1ae77a82f56d24f9cbfcdb3768874e2cc09';
CREATE CONSTRAINT TRIGGER pgtrigger_invoice_line_of_its_invoice_9291a AFTER INSERT ON curule_invoice_line DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION pgtrigger_invoice_line_of_its_invoice_9291a();
COMMENT ON TRIGGER pgtrigger_invoice_line_of_its_invoice_9291a ON curule_invoice_line IS 'e06e252d3783d6436f61182512ff679cc8f39432';
CREATE TRIGGER pgtrigger_invoice_not_emptied_42149 BEFORE TRUNCATE ON curule_invoice FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_invoice_not_emptied_42149();
COMMENT ON TRIGGER pgtrigger_invoice_not_emptied_42149 ON curule_invoice IS '2b67eaedc2f2304cef6ef5fbba3ef2ff51b355b8';
CREATE CONSTRAINT TRIGGER pgtrigger_invoice_number_follows_on_74c7e AFTER INSERT OR UPDATE OF number ON curule_invoice DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.number IS NOT NULL)) EXECUTE FUNCTION pgtrigger_invoice_number_follows_on_74c7e();
COMMENT ON TRIGGER pgtrigger_invoice_number_follows_on_74c7e ON curule_invoice IS '89c4171f0946980765319c8adb782a0e98caadf6';
CREATE TRIGGER pgtrigger_invoice_owed_tells_728d1 AFTER INSERT ON curule_invoice FOR EACH ROW WHEN (((new.subscription_id IS NOT NULL) AND (new.is_granted AND ((new.status)::text = 'open'::text) AND (new.left_behind_at IS NULL) AND (NOT ((new.attempts = 0) AND (new.next_attempt_at IS NOT NULL)))))) EXECUTE FUNCTION pgtrigger_invoice_owed_tells_728d1();
COMMENT ON TRIGGER pgtrigger_invoice_owed_tells_728d1 ON curule_invoice IS 'ae610afe7f411c999ebc6cffd4e196866d8924c9';
CREATE CONSTRAINT TRIGGER pgtrigger_invoice_paid_by_what_came_in_5857e AFTER INSERT OR UPDATE OF paid_minor, credited_minor ON curule_invoice DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION pgtrigger_invoice_paid_by_what_came_in_5857e();
COMMENT ON TRIGGER pgtrigger_invoice_paid_by_what_came_in_5857e ON curule_invoice IS '4a60bbb9f35c5c57de10a3d8e5611203085d3b77';
CREATE CONSTRAINT TRIGGER pgtrigger_invoice_series_as_far_as_issued_82dd5 AFTER INSERT OR UPDATE OF last_number ON curule_invoice_series DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.last_number > 0)) EXECUTE FUNCTION pgtrigger_invoice_series_as_far_as_issued_82dd5();
COMMENT ON TRIGGER pgtrigger_invoice_series_as_far_as_issued_82dd5 ON curule_invoice_series IS '458a19979780a401f2dacd719a84fa722eed263c';
CREATE TRIGGER pgtrigger_invoice_series_goes_up_599de BEFORE UPDATE ON curule_invoice_series FOR EACH ROW WHEN (((new.last_number < old.last_number) OR ((new.key)::text <> (old.key)::text))) EXECUTE FUNCTION pgtrigger_invoice_series_goes_up_599de();
COMMENT ON TRIGGER pgtrigger_invoice_series_goes_up_599de ON curule_invoice_series IS '6e27b46e0a27a2288d1f6df78c11bdc02b822d84';
CREATE TRIGGER pgtrigger_invoice_series_kept_fd839 BEFORE DELETE ON curule_invoice_series FOR EACH ROW EXECUTE FUNCTION pgtrigger_invoice_series_kept_fd839();
COMMENT ON TRIGGER pgtrigger_invoice_series_kept_fd839 ON curule_invoice_series IS '4b7cf9633ad7a1de003a089a4a9a185a7278f9dc';
CREATE TRIGGER pgtrigger_invoice_series_not_emptied_3e2be BEFORE TRUNCATE ON curule_invoice_series FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_invoice_series_not_emptied_3e2be();
COMMENT ON TRIGGER pgtrigger_invoice_series_not_emptied_3e2be ON curule_invoice_series IS '2ba0d49780c210d5b699e6631317ebaa64ca0eae';
CREATE TRIGGER pgtrigger_invoice_status_one_way_088c9 BEFORE UPDATE ON curule_invoice FOR EACH ROW WHEN ((((old.status)::text <> (new.status)::text) AND (NOT ((((old.status)::text = 'draft'::text) AND ((new.status)::text = 'open'::text)) OR (((old.status)::text = 'open'::text) AND ((new.status)::text = ANY ((ARRAY['paid'::character varying, 'void'::character varying, 'uncollectible'::character varying])::text[]))) OR (((old.status)::text = 'paid'::text) AND ((new.status)::text = 'open'::text)) OR (((old.status)::text = 'uncollectible'::text) AND ((new.status)::text = ANY ((ARRAY['open'::character varying, 'paid'::character varying])::text[]))))))) EXECUTE FUNCTION pgtrigger_invoice_status_one_way_088c9();
COMMENT ON TRIGGER pgtrigger_invoice_status_one_way_088c9 ON curule_invoice IS '8642ac11603ec024ba1b4a836f92ea3058da3dcc';
CREATE TRIGGER pgtrigger_invoice_unpaid_tells_0fa3a AFTER UPDATE OF status, is_granted, left_behind_at, attempts, next_attempt_at ON curule_invoice FOR EACH ROW WHEN (((new.subscription_id IS NOT NULL) AND (new.is_granted AND ((new.status)::text = 'open'::text) AND (new.left_behind_at IS NULL) AND (NOT ((new.attempts = 0) AND (new.next_attempt_at IS NOT NULL)))) AND (NOT (old.is_granted AND ((old.status)::text = 'open'::text) AND (old.left_behind_at IS NULL) AND (NOT ((old.attempts = 0) AND (old.next_attempt_at IS NOT NULL))))))) EXECUTE FUNCTION pgtrigger_invoice_unpaid_tells_0fa3a();
COMMENT ON TRIGGER pgtrigger_invoice_unpaid_tells_0fa3a ON curule_invoice IS '8be6786461a183ddeb5420e1b107beab8583b682';
CREATE TRIGGER pgtrigger_ledger_entry_append_only_caeed BEFORE DELETE OR UPDATE ON curule_ledger_entry FOR EACH ROW EXECUTE FUNCTION pgtrigger_ledger_entry_append_only_caeed();
COMMENT ON TRIGGER pgtrigger_ledger_entry_append_only_caeed ON curule_ledger_entry IS 'fa81fd0b6d6828ab5bc65e6bce4c7ad8da3ae325';
CREATE CONSTRAINT TRIGGER pgtrigger_ledger_entry_balanced_1f5c7 AFTER INSERT ON curule_ledger_entry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION pgtrigger_ledger_entry_balanced_1f5c7();
COMMENT ON TRIGGER pgtrigger_ledger_entry_balanced_1f5c7 ON curule_ledger_entry IS '8a99929ab9b8e3e3ddf672e7442bf0209d64a4d2';
CREATE TRIGGER pgtrigger_ledger_entry_not_emptied_7153b BEFORE TRUNCATE ON curule_ledger_entry FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_ledger_entry_not_emptied_7153b();
COMMENT ON TRIGGER pgtrigger_ledger_entry_not_emptied_7153b ON curule_ledger_entry IS '60408d4412c77095a42978ff278ad88cf4538cab';
CREATE TRIGGER pgtrigger_ledger_transaction_append_only_6493a BEFORE DELETE OR UPDATE ON curule_ledger_transaction FOR EACH ROW EXECUTE FUNCTION pgtrigger_ledger_transaction_append_only_6493a();
COMMENT ON TRIGGER pgtrigger_ledger_transaction_append_only_6493a ON curule_ledger_transaction IS 'b0cefef68068f0f8ab11f82c2e08655c00212ea8';
CREATE CONSTRAINT TRIGGER pgtrigger_ledger_transaction_balanced_93078 AFTER INSERT ON curule_ledger_transaction DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION pgtrigger_ledger_transaction_balanced_93078();
COMMENT ON TRIGGER pgtrigger_ledger_transaction_balanced_93078 ON curule_ledger_transaction IS 'a6e1a56f15a00d875b0df04ebc76ff117f441269';
CREATE TRIGGER pgtrigger_ledger_transaction_not_emptied_40a56 BEFORE TRUNCATE ON curule_ledger_transaction FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_ledger_transaction_not_emptied_40a56();
COMMENT ON TRIGGER pgtrigger_ledger_transaction_not_emptied_40a56 ON curule_ledger_transaction IS '88810eeb9e2f2a28fea6ca0d9e25ef2ca00ab373';
CREATE TRIGGER pgtrigger_lost_numbers_append_only_be425 BEFORE DELETE OR UPDATE ON curule_lost_numbers FOR EACH ROW EXECUTE FUNCTION pgtrigger_lost_numbers_append_only_be425();
COMMENT ON TRIGGER pgtrigger_lost_numbers_append_only_be425 ON curule_lost_numbers IS '3f1e604cc844ccb63e513a5f4cf0ffca954c91fb';
CREATE TRIGGER pgtrigger_lost_numbers_not_emptied_3c9d6 BEFORE TRUNCATE ON curule_lost_numbers FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_lost_numbers_not_emptied_3c9d6();
COMMENT ON TRIGGER pgtrigger_lost_numbers_not_emptied_3c9d6 ON curule_lost_numbers IS '2038f9850e3ab0333744f47e285a9e7913863877';
CREATE TRIGGER pgtrigger_member_kept_7aadf BEFORE DELETE ON curule_member FOR EACH ROW EXECUTE FUNCTION pgtrigger_member_kept_7aadf();
COMMENT ON TRIGGER pgtrigger_member_kept_7aadf ON curule_member IS '54e0c5186ecea0c863aa90c097cee9033a117a43';
CREATE TRIGGER pgtrigger_member_left_c5bd3 BEFORE UPDATE ON curule_member FOR EACH ROW WHEN (((old.left_at IS NOT NULL) AND (((((old.id IS DISTINCT FROM new.id) OR (old.account_id IS DISTINCT FROM new.account_id)) OR (old.person_id IS DISTINCT FROM new.person_id)) OR (old.joined_at IS DISTINCT FROM new.joined_at)) OR (old.left_at IS DISTINCT FROM new.left_at)))) EXECUTE FUNCTION pgtrigger_member_left_c5bd3();
COMMENT ON TRIGGER pgtrigger_member_left_c5bd3 ON curule_member IS 'ed8eae3d75c2da402e7d18e58078f8d7065d868a';
CREATE TRIGGER pgtrigger_member_not_emptied_867a0 BEFORE TRUNCATE ON curule_member FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_member_not_emptied_867a0();
COMMENT ON TRIGGER pgtrigger_member_not_emptied_867a0 ON curule_member IS '37f4e607c618fabc9a3f3c13d49fdf419a374a72';
CREATE TRIGGER pgtrigger_method_setup_kept_57a66 BEFORE DELETE ON curule_method_setup FOR EACH ROW EXECUTE FUNCTION pgtrigger_method_setup_kept_57a66();
COMMENT ON TRIGGER pgtrigger_method_setup_kept_57a66 ON curule_method_setup IS '41e80594d932b958de695d51a5e5e2ef94579d89';
CREATE TRIGGER pgtrigger_method_setup_not_emptied_362c8 BEFORE TRUNCATE ON curule_method_setup FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_method_setup_not_emptied_362c8();
COMMENT ON TRIGGER pgtrigger_method_setup_not_emptied_362c8 ON curule_method_setup IS '25849162cbed9a3a4a408b4ff0c2608350e98899';
CREATE TRIGGER pgtrigger_next_term_as_asked_b4dca BEFORE UPDATE ON curule_next_term FOR EACH ROW WHEN ((((((old.id IS DISTINCT FROM new.id) OR (old.account_id IS DISTINCT FROM new.account_id)) OR (old.subscription_id IS DISTINCT FROM new.subscription_id)) OR (old.order_id IS DISTINCT FROM new.order_id)) OR (old.seats IS DISTINCT FROM new.seats))) EXECUTE FUNCTION pgtrigger_next_term_as_asked_b4dca();
COMMENT ON TRIGGER pgtrigger_next_term_as_asked_b4dca ON curule_next_term IS '65190f440282e881d82a020232136364e98f43de';
CREATE TRIGGER pgtrigger_next_term_closed_f375a BEFORE UPDATE ON curule_next_term FOR EACH ROW WHEN ((((old.status)::text <> 'open'::text) AND (((((((((old.id IS DISTINCT FROM new.id) OR (old.account_id IS DISTINCT FROM new.account_id)) OR (old.subscription_id IS DISTINCT FROM new.subscription_id)) OR (old.order_id IS DISTINCT FROM new.order_id)) OR (old.seats IS DISTINCT FROM new.seats)) OR (old.leaves IS DISTINCT FROM new.leaves)) OR (old.starts_at IS DISTINCT FROM new.starts_at)) OR ((old.status)::text IS DISTINCT FROM (new.status)::text)) OR (old.closed_at IS DISTINCT FROM new.closed_at)))) EXECUTE FUNCTION pgtrigger_next_term_closed_f375a();
COMMENT ON TRIGGER pgtrigger_next_term_closed_f375a ON curule_next_term IS 'f8e80fee00c344a37c0e93d8b9416fa9c0855d4a';
CREATE TRIGGER pgtrigger_next_term_kept_49a5d BEFORE DELETE ON curule_next_term FOR EACH ROW EXECUTE FUNCTION pgtrigger_next_term_kept_49a5d();
COMMENT ON TRIGGER pgtrigger_next_term_kept_49a5d ON curule_next_term IS '9a99f905c9d0380657092692bf8c953910356da1';
CREATE TRIGGER pgtrigger_next_term_not_emptied_d6867 BEFORE TRUNCATE ON curule_next_term FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_next_term_not_emptied_d6867();
COMMENT ON TRIGGER pgtrigger_next_term_not_emptied_d6867 ON curule_next_term IS 'fd392425a6d0103f73ab47a477132ed9c3193fd2';
CREATE TRIGGER pgtrigger_next_term_tells_d4682 AFTER UPDATE OF status ON curule_next_term FOR EACH ROW WHEN ((((old.status)::text = 'open'::text) AND ((new.status)::text = ANY ((ARRAY['withdrawn'::character varying, 'replaced'::character varying])::text[])))) EXECUTE FUNCTION pgtrigger_next_term_tells_d4682();
COMMENT ON TRIGGER pgtrigger_next_term_tells_d4682 ON curule_next_term IS '79a8f5fa152e95eefe4180a45950aece7b5c31bf';
CREATE TRIGGER pgtrigger_notice_append_only_90482 BEFORE DELETE OR UPDATE ON curule_notice FOR EACH ROW EXECUTE FUNCTION pgtrigger_notice_append_only_90482();
COMMENT ON TRIGGER pgtrigger_notice_append_only_90482 ON curule_notice IS 'bb9f0866e05e4642ebea89722e1bdd12fb2b2a59';
CREATE TRIGGER pgtrigger_notice_not_emptied_b17df BEFORE TRUNCATE ON curule_notice FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_notice_not_emptied_b17df();
COMMENT ON TRIGGER pgtrigger_notice_not_emptied_b17df ON curule_notice IS '443cad5ae4c7c255a0ef87c32eb496fb902c2fb5';
CREATE TRIGGER pgtrigger_operation_as_given_92138 BEFORE UPDATE ON curule_operation FOR EACH ROW WHEN (((((((old.id IS DISTINCT FROM new.id) OR (old.account_id IS DISTINCT FROM new.account_id)) OR ((old.key)::text IS DISTINCT FROM (new.key)::text)) OR ((old.command)::text IS DISTINCT FROM (new.command)::text)) OR ((old.fingerprint)::text IS DISTINCT FROM (new.fingerprint)::text)) OR (old.created_at IS DISTINCT FROM new.created_at))) EXECUTE FUNCTION pgtrigger_operation_as_given_92138();
COMMENT ON TRIGGER pgtrigger_operation_as_given_92138 ON curule_operation IS '08f71e11ac146befa7c328266e562857f87d0b43';
CREATE TRIGGER pgtrigger_operation_kept_616f4 BEFORE DELETE ON curule_operation FOR EACH ROW EXECUTE FUNCTION pgtrigger_operation_kept_616f4();
COMMENT ON TRIGGER pgtrigger_operation_kept_616f4 ON curule_operation IS 'c3b016277eb982fcecc25eb5dd5f8ab8d799972a';
CREATE TRIGGER pgtrigger_operation_not_emptied_0780a BEFORE TRUNCATE ON curule_operation FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_operation_not_emptied_0780a();
COMMENT ON TRIGGER pgtrigger_operation_not_emptied_0780a ON curule_operation IS '252497a8e3c0cfe48cfe508a09cfa121a2b19f03';
CREATE TRIGGER pgtrigger_operation_result_once_78d81 BEFORE UPDATE ON curule_operation FOR EACH ROW WHEN ((old.result <> '{}'::jsonb)) EXECUTE FUNCTION pgtrigger_operation_result_once_78d81();
COMMENT ON TRIGGER pgtrigger_operation_result_once_78d81 ON curule_operation IS 'f3d5540d665c130c6906cb144a6f16bf13259d4f';
CREATE TRIGGER pgtrigger_order_as_placed_fb780 BEFORE UPDATE ON curule_order FOR EACH ROW WHEN (((((((old.id IS DISTINCT FROM new.id) OR (old.account_id IS DISTINCT FROM new.account_id)) OR (old.subscription_id IS DISTINCT FROM new.subscription_id)) OR (old.quote_id IS DISTINCT FROM new.quote_id)) OR (old.placed_at IS DISTINCT FROM new.placed_at)) OR (old.placed_by IS DISTINCT FROM new.placed_by))) EXECUTE FUNCTION pgtrigger_order_as_placed_fb780();
COMMENT ON TRIGGER pgtrigger_order_as_placed_fb780 ON curule_order IS '11e3e82d1916fa659e542e60fbd59712122131c0';
CREATE TRIGGER pgtrigger_order_kept_f79e4 BEFORE DELETE ON curule_order FOR EACH ROW EXECUTE FUNCTION pgtrigger_order_kept_f79e4();
COMMENT ON TRIGGER pgtrigger_order_kept_f79e4 ON curule_order IS '324fc808105ffd78a5a9dc943c591c9a7b3e604e';
CREATE TRIGGER pgtrigger_order_not_emptied_2adb4 BEFORE TRUNCATE ON curule_order FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_order_not_emptied_2adb4();
COMMENT ON TRIGGER pgtrigger_order_not_emptied_2adb4 ON curule_order IS 'a58b0af9d3178434fe943670f0c5b70d6fecbfe4';
CREATE TRIGGER pgtrigger_order_status_one_way_17501 BEFORE UPDATE ON curule_order FOR EACH ROW WHEN ((((old.status)::text <> (new.status)::text) AND (NOT (((old.status)::text = 'awaiting_payment'::text) AND ((new.status)::text = ANY ((ARRAY['completed'::character varying, 'canceled'::character varying])::text[])))))) EXECUTE FUNCTION pgtrigger_order_status_one_way_17501();
COMMENT ON TRIGGER pgtrigger_order_status_one_way_17501 ON curule_order IS 'fbb5e7d8cac1bb5533e2b94dbbaa12d45c5aee17';
CREATE TRIGGER pgtrigger_outbox_message_as_written_67147 BEFORE UPDATE ON curule_outbox_message FOR EACH ROW WHEN ((((((((((old.id IS DISTINCT FROM new.id) OR (old.account_id IS DISTINCT FROM new.account_id)) OR ((old.template)::text IS DISTINCT FROM (new.template)::text)) OR ((old.recipient)::text IS DISTINCT FROM (new.recipient)::text)) OR ((old.language)::text IS DISTINCT FROM (new.language)::text)) OR (old.context IS DISTINCT FROM new.context)) OR (old.subscription_id IS DISTINCT FROM new.subscription_id)) OR (old.invitation_id IS DISTINCT FROM new.invitation_id)) OR (old.created_at IS DISTINCT FROM new.created_at))) EXECUTE FUNCTION pgtrigger_outbox_message_as_written_67147();
COMMENT ON TRIGGER pgtrigger_outbox_message_as_written_67147 ON curule_outbox_message IS '5c8b39ea925e6d3dcc5c5195625dbeb8cc9b54ef';
CREATE TRIGGER pgtrigger_outbox_message_kept_94ec2 BEFORE DELETE ON curule_outbox_message FOR EACH ROW EXECUTE FUNCTION pgtrigger_outbox_message_kept_94ec2();
COMMENT ON TRIGGER pgtrigger_outbox_message_kept_94ec2 ON curule_outbox_message IS 'f4e3b0be99d02c199286a587068d855186e42654';
CREATE TRIGGER pgtrigger_outbox_message_not_emptied_a19c6 BEFORE TRUNCATE ON curule_outbox_message FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_outbox_message_not_emptied_a19c6();
COMMENT ON TRIGGER pgtrigger_outbox_message_not_emptied_a19c6 ON curule_outbox_message IS '4cf1da035d6456ca81639bdfe5ed480520b4cc7a';
CREATE TRIGGER pgtrigger_outbox_message_status_one_way_73e5a BEFORE UPDATE ON curule_outbox_message FOR EACH ROW WHEN ((((old.status)::text <> (new.status)::text) AND (NOT ((((old.status)::text = 'queued'::text) AND ((new.status)::text = ANY ((ARRAY['sent'::character varying, 'held'::character varying, 'failed'::character varying])::text[]))) OR (((old.status)::text = 'held'::text) AND ((new.status)::text = ANY ((ARRAY['queued'::character varying, 'sent'::character varying])::text[]))) OR (((old.status)::text = 'failed'::text) AND ((new.status)::text = 'queued'::text)))))) EXECUTE FUNCTION pgtrigger_outbox_message_status_one_way_73e5a();
COMMENT ON TRIGGER pgtrigger_outbox_message_status_one_way_73e5a ON curule_outbox_message IS '71e6cb912ba016bec4608a4c363984fb6a6f1f6d';
CREATE TRIGGER pgtrigger_payment_as_intended_640fb BEFORE UPDATE ON curule_payment FOR EACH ROW WHEN (((((((((((old.id IS DISTINCT FROM new.id) OR (old.account_id IS DISTINCT FROM new.account_id)) OR (old.invoice_id IS DISTINCT FROM new.invoice_id)) OR (old.method_id IS DISTINCT FROM new.method_id)) OR ((old.gateway)::text IS DISTINCT FROM (new.gateway)::text)) OR ((old.method_name)::text IS DISTINCT FROM (new.method_name)::text)) OR ((old.key)::text IS DISTINCT FROM (new.key)::text)) OR ((old.currency)::text IS DISTINCT FROM (new.currency)::text)) OR (old.amount_minor IS DISTINCT FROM new.amount_minor)) OR (old.created_at IS DISTINCT FROM new.created_at))) EXECUTE FUNCTION pgtrigger_payment_as_intended_640fb();
COMMENT ON TRIGGER pgtrigger_payment_as_intended_640fb ON curule_payment IS 'a724396f92cfbc91a3c408916bcf441aa77193e2';
CREATE CONSTRAINT TRIGGER pgtrigger_payment_counts_its_refunds_7ab98 AFTER INSERT OR UPDATE OF refunded_minor ON curule_payment DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION pgtrigger_payment_counts_its_refunds_7ab98();
COMMENT ON TRIGGER pgtrigger_payment_counts_its_refunds_7ab98 ON curule_payment IS '8ebfc5866e48959ce1a7ea2feba6c91e82acf615';
CREATE TRIGGER pgtrigger_payment_kept_db6d2 BEFORE DELETE ON curule_payment FOR EACH ROW EXECUTE FUNCTION pgtrigger_payment_kept_db6d2();
COMMENT ON TRIGGER pgtrigger_payment_kept_db6d2 ON curule_payment IS '8b132c7389f26b453e2cee23bea97a5591db9b2d';
CREATE TRIGGER pgtrigger_payment_method_kept_520cf BEFORE DELETE ON curule_payment_method FOR EACH ROW EXECUTE FUNCTION pgtrigger_payment_method_kept_520cf();
COMMENT ON TRIGGER pgtrigger_payment_method_kept_520cf ON curule_payment_method IS '9f4ea3981a423457a3b3ddf146b409f09973af12';
CREATE TRIGGER pgtrigger_payment_method_not_emptied_5f0e1 BEFORE TRUNCATE ON curule_payment_method FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_payment_method_not_emptied_5f0e1();
COMMENT ON TRIGGER pgtrigger_payment_method_not_emptied_5f0e1 ON curule_payment_method IS '0e0014aa6d761c211d81a22ef0a9572544de70c9';
CREATE TRIGGER pgtrigger_payment_not_emptied_7f11a BEFORE TRUNCATE ON curule_payment FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_payment_not_emptied_7f11a();
COMMENT ON TRIGGER pgtrigger_payment_not_emptied_7f11a ON curule_payment IS 'e56fab511fff94177f685c547b1f042a96c562f5';
CREATE CONSTRAINT TRIGGER pgtrigger_payment_on_its_invoice_5d945 AFTER INSERT OR UPDATE OF status, applied_minor ON curule_payment DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((((new.status)::text = ANY ((ARRAY['succeeded'::character varying, 'reversed'::character varying])::text[])) AND (new.invoice_id IS NOT NULL))) EXECUTE FUNCTION pgtrigger_payment_on_its_invoice_5d945();
COMMENT ON TRIGGER pgtrigger_payment_on_its_invoice_5d945 ON curule_payment IS '4988c7cbb9f5ca600437fac30fd60a7b88d4b206';
CREATE CONSTRAINT TRIGGER pgtrigger_payment_rest_is_credit_40268 AFTER INSERT OR UPDATE OF status, applied_minor ON curule_payment DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((new.status)::text = 'succeeded'::text)) EXECUTE FUNCTION pgtrigger_payment_rest_is_credit_40268();
COMMENT ON TRIGGER pgtrigger_payment_rest_is_credit_40268 ON curule_payment IS '01e927310cf731c5080ffd4b8645685df8ef6b72';
CREATE TRIGGER pgtrigger_payment_status_one_way_ecbdf BEFORE UPDATE ON curule_payment FOR EACH ROW WHEN ((((old.status)::text <> (new.status)::text) AND (NOT ((((old.status)::text = 'pending'::text) AND ((new.status)::text = ANY ((ARRAY['succeeded'::character varying, 'failed'::character varying, 'unknown'::character varying])::text[]))) OR (((old.status)::text = 'unknown'::text) AND ((new.status)::text = ANY ((ARRAY['succeeded'::character varying, 'failed'::character varying])::text[]))) OR (((old.status)::text = 'succeeded'::text) AND ((new.status)::text = 'reversed'::text)) OR (((old.status)::text = 'confirming'::text) AND ((new.status)::text = ANY ((ARRAY['succeeded'::character varying, 'failed'::character varying])::text[]))))))) EXECUTE FUNCTION pgtrigger_payment_status_one_way_ecbdf();
COMMENT ON TRIGGER pgtrigger_payment_status_one_way_ecbdf ON curule_payment IS '5ece15e5c249d069218bd0f51c979336b92870c6';
CREATE TRIGGER pgtrigger_pending_line_as_priced_94d8a BEFORE UPDATE ON curule_pending_line FOR EACH ROW WHEN ((((((((((((((((((old.id IS DISTINCT FROM new.id) OR (old.account_id IS DISTINCT FROM new.account_id)) OR (old."position" IS DISTINCT FROM new."position")) OR ((old.kind)::text IS DISTINCT FROM (new.kind)::text)) OR (old.seat_type_id IS DISTINCT FROM new.seat_type_id)) OR (old.quantity IS DISTINCT FROM new.quantity)) OR (old.unit_amount_minor IS DISTINCT FROM new.unit_amount_minor)) OR (old.period_starts_at IS DISTINCT FROM new.period_starts_at)) OR (old.period_ends_at IS DISTINCT FROM new.period_ends_at)) OR (old.numerator IS DISTINCT FROM new.numerator)) OR (old.denominator IS DISTINCT FROM new.denominator)) OR (old.amount_minor IS DISTINCT FROM new.amount_minor)) OR (old.discount_minor IS DISTINCT FROM new.discount_minor)) OR ((old.coupon_code)::text IS DISTINCT FROM (new.coupon_code)::text)) OR (old.subscription_id IS DISTINCT FROM new.subscription_id)) OR (old.charge_id IS DISTINCT FROM new.charge_id)) OR (old.created_at IS DISTINCT FROM new.created_at))) EXECUTE FUNCTION pgtrigger_pending_line_as_priced_94d8a();
COMMENT ON TRIGGER pgtrigger_pending_line_as_priced_94d8a ON curule_pending_line IS '15e71361f56a249b3c241a4340e217a0250e1b19';
CREATE TRIGGER pgtrigger_pending_line_kept_7ea60 BEFORE DELETE ON curule_pending_line FOR EACH ROW EXECUTE FUNCTION pgtrigger_pending_line_kept_7ea60();
COMMENT ON TRIGGER pgtrigger_pending_line_kept_7ea60 ON curule_pending_line IS '1b718046a134fe880b54e94c55c7ad71c516f4a0';
CREATE TRIGGER pgtrigger_pending_line_not_emptied_dab96 BEFORE TRUNCATE ON curule_pending_line FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_pending_line_not_emptied_dab96();
COMMENT ON TRIGGER pgtrigger_pending_line_not_emptied_dab96 ON curule_pending_line IS '139140e099ef981b902d8dde3d9e443101ec4c65';
CREATE TRIGGER pgtrigger_period_as_begun_76784 BEFORE UPDATE ON curule_period FOR EACH ROW WHEN ((((((old.id IS DISTINCT FROM new.id) OR (old.account_id IS DISTINCT FROM new.account_id)) OR (old.subscription_id IS DISTINCT FROM new.subscription_id)) OR (old.pool_id IS DISTINCT FROM new.pool_id)) OR (old.starts_at IS DISTINCT FROM new.starts_at))) EXECUTE FUNCTION pgtrigger_period_as_begun_76784();
COMMENT ON TRIGGER pgtrigger_period_as_begun_76784 ON curule_period IS '2830ca8aaed139905452ede1c8212ef043ae5b11';
CREATE TRIGGER pgtrigger_period_not_emptied_43ca1 BEFORE TRUNCATE ON curule_period FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_period_not_emptied_43ca1();
COMMENT ON TRIGGER pgtrigger_period_not_emptied_43ca1 ON curule_period IS '6a5205dd57648fd7ecd6fbaaadd87527840b7f9c';
CREATE TRIGGER pgtrigger_plan_version_published_4d2db BEFORE UPDATE ON curule_plan_version FOR EACH ROW WHEN (((old.published_at IS NOT NULL) AND (((((old.id IS DISTINCT FROM new.id) OR (old.plan_id IS DISTINCT FROM new.plan_id)) OR (old.number IS DISTINCT FROM new.number)) OR (old.policy IS DISTINCT FROM new.policy)) OR (old.published_at IS DISTINCT FROM new.published_at)))) EXECUTE FUNCTION pgtrigger_plan_version_published_4d2db();
COMMENT ON TRIGGER pgtrigger_plan_version_published_4d2db ON curule_plan_version IS '6eabb6f094fc25aa03563c0503c6f28663a50331';
CREATE TRIGGER pgtrigger_plan_version_published_stays_e0d29 BEFORE DELETE ON curule_plan_version FOR EACH ROW WHEN ((old.published_at IS NOT NULL)) EXECUTE FUNCTION pgtrigger_plan_version_published_stays_e0d29();
COMMENT ON TRIGGER pgtrigger_plan_version_published_stays_e0d29 ON curule_plan_version IS 'ee11c3f8b651d7dd3273ca25cd661bed399f09c9';
CREATE TRIGGER pgtrigger_price_change_as_announced_02255 BEFORE UPDATE ON curule_price_change FOR EACH ROW WHEN ((((((((((((((old.id IS DISTINCT FROM new.id) OR (old.account_id IS DISTINCT FROM new.account_id)) OR (old.subscription_id IS DISTINCT FROM new.subscription_id)) OR (old.from_version_id IS DISTINCT FROM new.from_version_id)) OR (old.plan_version_id IS DISTINCT FROM new.plan_version_id)) OR (old.notice_days IS DISTINCT FROM new.notice_days)) OR (old.not_before IS DISTINCT FROM new.not_before)) OR (old.renews_at IS DISTINCT FROM new.renews_at)) OR ((old.currency)::text IS DISTINCT FROM (new.currency)::text)) OR (old.amount_before_minor IS DISTINCT FROM new.amount_before_minor)) OR (old.amount_after_minor IS DISTINCT FROM new.amount_after_minor)) OR (old.announced_at IS DISTINCT FROM new.announced_at)) OR (old.announced_by IS DISTINCT FROM new.announced_by))) EXECUTE FUNCTION pgtrigger_price_change_as_announced_02255();
COMMENT ON TRIGGER pgtrigger_price_change_as_announced_02255 ON curule_price_change IS '51caf163c3218a535a89a37f2623abea3f81ad7f';
CREATE TRIGGER pgtrigger_price_change_closed_278e3 BEFORE UPDATE ON curule_price_change FOR EACH ROW WHEN ((((old.status)::text <> 'open'::text) AND (((((((((((((((old.id IS DISTINCT FROM new.id) OR (old.account_id IS DISTINCT FROM new.account_id)) OR (old.subscription_id IS DISTINCT FROM new.subscription_id)) OR (old.from_version_id IS DISTINCT FROM new.from_version_id)) OR (old.plan_version_id IS DISTINCT FROM new.plan_version_id)) OR (old.notice_days IS DISTINCT FROM new.notice_days)) OR (old.not_before IS DISTINCT FROM new.not_before)) OR (old.renews_at IS DISTINCT FROM new.renews_at)) OR ((old.currency)::text IS DISTINCT FROM (new.currency)::text)) OR (old.amount_before_minor IS DISTINCT FROM new.amount_before_minor)) OR (old.amount_after_minor IS DISTINCT FROM new.amount_after_minor)) OR ((old.status)::text IS DISTINCT FROM (new.status)::text)) OR (old.announced_at IS DISTINCT FROM new.announced_at)) OR (old.announced_by IS DISTINCT FROM new.announced_by)) OR (old.closed_at IS DISTINCT FROM new.closed_at)))) EXECUTE FUNCTION pgtrigger_price_change_closed_278e3();
COMMENT ON TRIGGER pgtrigger_price_change_closed_278e3 ON curule_price_change IS '7b9a929f4f23e7888ecf55f31d2652e7407a9d98';
CREATE TRIGGER pgtrigger_price_change_kept_c40a8 BEFORE DELETE ON curule_price_change FOR EACH ROW EXECUTE FUNCTION pgtrigger_price_change_kept_c40a8();
COMMENT ON TRIGGER pgtrigger_price_change_kept_c40a8 ON curule_price_change IS 'e3c171bbdd701d13e6bfd4623f707246805a9e69';
CREATE TRIGGER pgtrigger_price_change_not_emptied_a725a BEFORE TRUNCATE ON curule_price_change FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_price_change_not_emptied_a725a();
COMMENT ON TRIGGER pgtrigger_price_change_not_emptied_a725a ON curule_price_change IS '019e2f8dc7767d3326dc75c44e8b8f3b2435792f';
CREATE TRIGGER pgtrigger_price_published_b2ede BEFORE INSERT OR DELETE OR UPDATE ON curule_price FOR EACH ROW EXECUTE FUNCTION pgtrigger_price_published_b2ede();
COMMENT ON TRIGGER pgtrigger_price_published_b2ede ON curule_price IS '18d5182262bc2dc9c25a1b3214956a7ddb8a13ba';
CREATE TRIGGER pgtrigger_quote_as_shown_00cce BEFORE UPDATE ON curule_quote FOR EACH ROW WHEN ((((((((((((((((((old.id IS DISTINCT FROM new.id) OR (old.account_id IS DISTINCT FROM new.account_id)) OR (old.subscription_version IS DISTINCT FROM new.subscription_version)) OR ((old.kind)::text IS DISTINCT FROM (new.kind)::text)) OR (old.terms IS DISTINCT FROM new.terms)) OR (old.change IS DISTINCT FROM new.change)) OR ((old.currency)::text IS DISTINCT FROM (new.currency)::text)) OR (old.subtotal_minor IS DISTINCT FROM new.subtotal_minor)) OR (old.tax_minor IS DISTINCT FROM new.tax_minor)) OR (old.total_minor IS DISTINCT FROM new.total_minor)) OR (old.credit_minor IS DISTINCT FROM new.credit_minor)) OR (old.due_now_minor IS DISTINCT FROM new.due_now_minor)) OR (old.given_back_minor IS DISTINCT FROM new.given_back_minor)) OR (old.at_renewal_minor IS DISTINCT FROM new.at_renewal_minor)) OR ((old.tax_behavior)::text IS DISTINCT FROM (new.tax_behavior)::text)) OR (old.created_at IS DISTINCT FROM new.created_at)) OR (old.created_by IS DISTINCT FROM new.created_by))) EXECUTE FUNCTION pgtrigger_quote_as_shown_00cce();
COMMENT ON TRIGGER pgtrigger_quote_as_shown_00cce ON curule_quote IS '95614caa7ba1a2990a770eff09d027b0307b214c';
CREATE TRIGGER pgtrigger_quote_kept_eac2b BEFORE DELETE ON curule_quote FOR EACH ROW EXECUTE FUNCTION pgtrigger_quote_kept_eac2b();
COMMENT ON TRIGGER pgtrigger_quote_kept_eac2b ON curule_quote IS 'f1b48be7269d82758f8bb48a713fdb12d1b8cb8a';
CREATE TRIGGER pgtrigger_quote_not_emptied_6c59c BEFORE TRUNCATE ON curule_quote FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_quote_not_emptied_6c59c();
COMMENT ON TRIGGER pgtrigger_quote_not_emptied_6c59c ON curule_quote IS 'fd062b48ce2e9c5ad1c3270af727ddbf71f75775';
CREATE TRIGGER pgtrigger_quote_status_one_way_6cb44 BEFORE UPDATE ON curule_quote FOR EACH ROW WHEN ((((old.status)::text <> (new.status)::text) AND (NOT ((((old.status)::text = 'requested'::text) AND ((new.status)::text = ANY ((ARRAY['open'::character varying, 'declined'::character varying, 'expired'::character varying, 'superseded'::character varying])::text[]))) OR (((old.status)::text = 'open'::text) AND ((new.status)::text = ANY ((ARRAY['requested'::character varying, 'accepted'::character varying, 'declined'::character varying, 'expired'::character varying, 'superseded'::character varying])::text[]))))))) EXECUTE FUNCTION pgtrigger_quote_status_one_way_6cb44();
COMMENT ON TRIGGER pgtrigger_quote_status_one_way_6cb44 ON curule_quote IS '587d03b28eea613fae1f907918736ca5bd73f601';
CREATE TRIGGER pgtrigger_refund_as_intended_bc720 BEFORE UPDATE ON curule_refund FOR EACH ROW WHEN (((((((((old.id IS DISTINCT FROM new.id) OR (old.account_id IS DISTINCT FROM new.account_id)) OR (old.payment_id IS DISTINCT FROM new.payment_id)) OR (old.credit_note_id IS DISTINCT FROM new.credit_note_id)) OR ((old.key)::text IS DISTINCT FROM (new.key)::text)) OR ((old.currency)::text IS DISTINCT FROM (new.currency)::text)) OR (old.amount_minor IS DISTINCT FROM new.amount_minor)) OR (old.created_at IS DISTINCT FROM new.created_at))) EXECUTE FUNCTION pgtrigger_refund_as_intended_bc720();
COMMENT ON TRIGGER pgtrigger_refund_as_intended_bc720 ON curule_refund IS '5ee8ac20865c59f2635a759ad8ab4249702a7b36';
CREATE TRIGGER pgtrigger_refund_kept_52073 BEFORE DELETE ON curule_refund FOR EACH ROW EXECUTE FUNCTION pgtrigger_refund_kept_52073();
COMMENT ON TRIGGER pgtrigger_refund_kept_52073 ON curule_refund IS 'cfac86600201e4a43aa0cdfe623c07432423562c';
CREATE TRIGGER pgtrigger_refund_not_emptied_22e7b BEFORE TRUNCATE ON curule_refund FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_refund_not_emptied_22e7b();
COMMENT ON TRIGGER pgtrigger_refund_not_emptied_22e7b ON curule_refund IS '9c83b0f95669a046c401a325d69ce8d063e90c0e';
CREATE CONSTRAINT TRIGGER pgtrigger_refund_of_its_payment_d493b AFTER INSERT ON curule_refund DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION pgtrigger_refund_of_its_payment_d493b();
COMMENT ON TRIGGER pgtrigger_refund_of_its_payment_d493b ON curule_refund IS '520a0fb33cee8363f0f8d97b71ce587cceeb0be7';
CREATE TRIGGER pgtrigger_refund_status_one_way_0d022 BEFORE UPDATE ON curule_refund FOR EACH ROW WHEN ((((old.status)::text <> (new.status)::text) AND (NOT ((((old.status)::text = 'pending'::text) AND ((new.status)::text = ANY ((ARRAY['succeeded'::character varying, 'failed'::character varying, 'unknown'::character varying])::text[]))) OR (((old.status)::text = 'unknown'::text) AND ((new.status)::text = ANY ((ARRAY['succeeded'::character varying, 'failed'::character varying])::text[]))) OR (((old.status)::text = 'succeeded'::text) AND ((new.status)::text = 'reversed'::text)) OR (((old.status)::text = 'failed'::text) AND ((new.status)::text = 'succeeded'::text)))))) EXECUTE FUNCTION pgtrigger_refund_status_one_way_0d022();
COMMENT ON TRIGGER pgtrigger_refund_status_one_way_0d022 ON curule_refund IS '1d7be98e72af19c7164ead40666276cf7185a978';
CREATE CONSTRAINT TRIGGER pgtrigger_refund_within_its_note_3e10d AFTER INSERT ON curule_refund DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.credit_note_id IS NOT NULL)) EXECUTE FUNCTION pgtrigger_refund_within_its_note_3e10d();
COMMENT ON TRIGGER pgtrigger_refund_within_its_note_3e10d ON curule_refund IS '67c934e3c65993619634c0685a9a5cc0a8a6efed';
CREATE TRIGGER pgtrigger_revenue_schedule_kept_e20d2 BEFORE DELETE ON curule_revenue_schedule FOR EACH ROW EXECUTE FUNCTION pgtrigger_revenue_schedule_kept_e20d2();
COMMENT ON TRIGGER pgtrigger_revenue_schedule_kept_e20d2 ON curule_revenue_schedule IS '5fc8a78c1ba1386ba92d3afaadd5448805b8701b';
CREATE TRIGGER pgtrigger_revenue_schedule_not_emptied_70d85 BEFORE TRUNCATE ON curule_revenue_schedule FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_revenue_schedule_not_emptied_70d85();
COMMENT ON TRIGGER pgtrigger_revenue_schedule_not_emptied_70d85 ON curule_revenue_schedule IS 'c44ccf56b00395f698036c10043152cc1887f33c';
CREATE TRIGGER pgtrigger_role_grant_kept_1b5a4 BEFORE DELETE ON curule_role_grant FOR EACH ROW EXECUTE FUNCTION pgtrigger_role_grant_kept_1b5a4();
COMMENT ON TRIGGER pgtrigger_role_grant_kept_1b5a4 ON curule_role_grant IS 'a1516c444c88c50a1a6d161ba82f7a066df878ef';
CREATE TRIGGER pgtrigger_role_grant_not_emptied_eee92 BEFORE TRUNCATE ON curule_role_grant FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_role_grant_not_emptied_eee92();
COMMENT ON TRIGGER pgtrigger_role_grant_not_emptied_eee92 ON curule_role_grant IS '2effdf8757a289a1a40d67790249c111973d4470';
CREATE CONSTRAINT TRIGGER pgtrigger_role_grant_owner_left_bacf4 AFTER UPDATE ON curule_role_grant DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((((old.role)::text = 'owner'::text) AND (old.revoked_at IS NULL) AND (((new.role)::text <> 'owner'::text) OR (new.revoked_at IS NOT NULL)))) EXECUTE FUNCTION pgtrigger_role_grant_owner_left_bacf4();
COMMENT ON TRIGGER pgtrigger_role_grant_owner_left_bacf4 ON curule_role_grant IS '5a1ae6a2df702979ad42463e96b3b8ee704a624c';
CREATE TRIGGER pgtrigger_role_grant_revoked_dfcc5 BEFORE UPDATE ON curule_role_grant FOR EACH ROW WHEN (((old.revoked_at IS NOT NULL) AND ((((((((old.id IS DISTINCT FROM new.id) OR (old.account_id IS DISTINCT FROM new.account_id)) OR (old.person_id IS DISTINCT FROM new.person_id)) OR ((old.role)::text IS DISTINCT FROM (new.role)::text)) OR (old.granted_at IS DISTINCT FROM new.granted_at)) OR (old.granted_by IS DISTINCT FROM new.granted_by)) OR (old.revoked_at IS DISTINCT FROM new.revoked_at)) OR (old.revoked_by IS DISTINCT FROM new.revoked_by)))) EXECUTE FUNCTION pgtrigger_role_grant_revoked_dfcc5();
COMMENT ON TRIGGER pgtrigger_role_grant_revoked_dfcc5 ON curule_role_grant IS '68756b5989997a09ad54424f6a2e7e796a7a2eff';
CREATE TRIGGER pgtrigger_scheduled_plan_change_as_asked_2293b BEFORE UPDATE ON curule_scheduled_plan_change FOR EACH ROW WHEN ((((((((old.id IS DISTINCT FROM new.id) OR (old.account_id IS DISTINCT FROM new.account_id)) OR (old.subscription_id IS DISTINCT FROM new.subscription_id)) OR (old.plan_version_id IS DISTINCT FROM new.plan_version_id)) OR (old.seats IS DISTINCT FROM new.seats)) OR (old.requested_at IS DISTINCT FROM new.requested_at)) OR (old.requested_by IS DISTINCT FROM new.requested_by))) EXECUTE FUNCTION pgtrigger_scheduled_plan_change_as_asked_2293b();
COMMENT ON TRIGGER pgtrigger_scheduled_plan_change_as_asked_2293b ON curule_scheduled_plan_change IS '904b5b1987d35b33112a07ca12ec6a2a21137612';
CREATE TRIGGER pgtrigger_scheduled_plan_change_closed_a4c71 BEFORE UPDATE ON curule_scheduled_plan_change FOR EACH ROW WHEN ((((old.status)::text <> 'open'::text) AND ((((((((((old.id IS DISTINCT FROM new.id) OR (old.account_id IS DISTINCT FROM new.account_id)) OR (old.subscription_id IS DISTINCT FROM new.subscription_id)) OR (old.plan_version_id IS DISTINCT FROM new.plan_version_id)) OR (old.seats IS DISTINCT FROM new.seats)) OR (old.effective_at IS DISTINCT FROM new.effective_at)) OR ((old.status)::text IS DISTINCT FROM (new.status)::text)) OR (old.requested_at IS DISTINCT FROM new.requested_at)) OR (old.requested_by IS DISTINCT FROM new.requested_by)) OR (old.closed_at IS DISTINCT FROM new.closed_at)))) EXECUTE FUNCTION pgtrigger_scheduled_plan_change_closed_a4c71();
COMMENT ON TRIGGER pgtrigger_scheduled_plan_change_closed_a4c71 ON curule_scheduled_plan_change IS 'b7a54da199a8979024e097f4bfb471fbf5248abd';
CREATE TRIGGER pgtrigger_scheduled_plan_change_kept_22a57 BEFORE DELETE ON curule_scheduled_plan_change FOR EACH ROW EXECUTE FUNCTION pgtrigger_scheduled_plan_change_kept_22a57();
COMMENT ON TRIGGER pgtrigger_scheduled_plan_change_kept_22a57 ON curule_scheduled_plan_change IS 'cdb6b0a7cde603aa9a0579dc0417d572206f9ada';
CREATE TRIGGER pgtrigger_scheduled_plan_change_not_emptied_13de3 BEFORE TRUNCATE ON curule_scheduled_plan_change FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_scheduled_plan_change_not_emptied_13de3();
COMMENT ON TRIGGER pgtrigger_scheduled_plan_change_not_emptied_13de3 ON curule_scheduled_plan_change IS '0d746fe9e7185ee25aa193282e34f0c833e35376';
CREATE TRIGGER pgtrigger_scheduled_reduction_as_asked_13998 BEFORE UPDATE ON curule_scheduled_reduction FOR EACH ROW WHEN ((((((((old.id IS DISTINCT FROM new.id) OR (old.account_id IS DISTINCT FROM new.account_id)) OR (old.subscription_id IS DISTINCT FROM new.subscription_id)) OR (old.seat_type_id IS DISTINCT FROM new.seat_type_id)) OR (old.target IS DISTINCT FROM new.target)) OR (old.requested_at IS DISTINCT FROM new.requested_at)) OR (old.requested_by IS DISTINCT FROM new.requested_by))) EXECUTE FUNCTION pgtrigger_scheduled_reduction_as_asked_13998();
COMMENT ON TRIGGER pgtrigger_scheduled_reduction_as_asked_13998 ON curule_scheduled_reduction IS '81244d56668884459b661cbce08e655ed7cc86c6';
CREATE TRIGGER pgtrigger_scheduled_reduction_closed_8dcba BEFORE UPDATE ON curule_scheduled_reduction FOR EACH ROW WHEN ((((old.status)::text <> 'open'::text) AND (((((((((((((old.id IS DISTINCT FROM new.id) OR (old.account_id IS DISTINCT FROM new.account_id)) OR (old.subscription_id IS DISTINCT FROM new.subscription_id)) OR (old.seat_type_id IS DISTINCT FROM new.seat_type_id)) OR (old.target IS DISTINCT FROM new.target)) OR (old.effective_at IS DISTINCT FROM new.effective_at)) OR (old.leaves IS DISTINCT FROM new.leaves)) OR (old.remind_at IS DISTINCT FROM new.remind_at)) OR (old.told IS DISTINCT FROM new.told)) OR ((old.status)::text IS DISTINCT FROM (new.status)::text)) OR (old.requested_at IS DISTINCT FROM new.requested_at)) OR (old.requested_by IS DISTINCT FROM new.requested_by)) OR (old.closed_at IS DISTINCT FROM new.closed_at)))) EXECUTE FUNCTION pgtrigger_scheduled_reduction_closed_8dcba();
COMMENT ON TRIGGER pgtrigger_scheduled_reduction_closed_8dcba ON curule_scheduled_reduction IS '2bf9044da7829d3d2e42b5a825fc399f4b46045d';
CREATE TRIGGER pgtrigger_scheduled_reduction_kept_3c707 BEFORE DELETE ON curule_scheduled_reduction FOR EACH ROW EXECUTE FUNCTION pgtrigger_scheduled_reduction_kept_3c707();
COMMENT ON TRIGGER pgtrigger_scheduled_reduction_kept_3c707 ON curule_scheduled_reduction IS 'c8a74e208046ff45598e7141dc5d76cbc0cebb8b';
CREATE TRIGGER pgtrigger_scheduled_reduction_not_emptied_97f67 BEFORE TRUNCATE ON curule_scheduled_reduction FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_scheduled_reduction_not_emptied_97f67();
COMMENT ON TRIGGER pgtrigger_scheduled_reduction_not_emptied_97f67 ON curule_scheduled_reduction IS '8e3cf9a29d7e8985cd4664686a286614e244e1e0';
CREATE TRIGGER pgtrigger_seat_kept_58316 BEFORE DELETE ON curule_seat FOR EACH ROW EXECUTE FUNCTION pgtrigger_seat_kept_58316();
COMMENT ON TRIGGER pgtrigger_seat_kept_58316 ON curule_seat IS '5e17b330a825b713efbc8d998697ffba8d9942f8';
CREATE CONSTRAINT TRIGGER pgtrigger_seat_names_its_assignment_b5f50 AFTER INSERT ON curule_seat DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.assignment_id IS NOT NULL)) EXECUTE FUNCTION pgtrigger_seat_names_its_assignment_b5f50();
COMMENT ON TRIGGER pgtrigger_seat_names_its_assignment_b5f50 ON curule_seat IS '0dfd2f4f14dfda240e672664544cfcd85331499e';
CREATE TRIGGER pgtrigger_seat_not_emptied_d5a13 BEFORE TRUNCATE ON curule_seat FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_seat_not_emptied_d5a13();
COMMENT ON TRIGGER pgtrigger_seat_not_emptied_d5a13 ON curule_seat IS '381ed5a68a24199a837179128daf18a0c9b7cd4c';
CREATE TRIGGER pgtrigger_seat_of_its_subscription_ba7d7 BEFORE UPDATE ON curule_seat FOR EACH ROW WHEN (((((old.id IS DISTINCT FROM new.id) OR (old.account_id IS DISTINCT FROM new.account_id)) OR (old.subscription_id IS DISTINCT FROM new.subscription_id)) OR (old.order_id IS DISTINCT FROM new.order_id))) EXECUTE FUNCTION pgtrigger_seat_of_its_subscription_ba7d7();
COMMENT ON TRIGGER pgtrigger_seat_of_its_subscription_ba7d7 ON curule_seat IS '936601b17d63f7e85f75720e83532806b29b0f59';
CREATE TRIGGER pgtrigger_seat_request_decided_cfd0a BEFORE UPDATE ON curule_seat_request FOR EACH ROW WHEN ((((old.status)::text <> 'open'::text) AND ((((((((((old.id IS DISTINCT FROM new.id) OR (old.account_id IS DISTINCT FROM new.account_id)) OR (old.subscription_id IS DISTINCT FROM new.subscription_id)) OR (old.seat_type_id IS DISTINCT FROM new.seat_type_id)) OR (old.person_id IS DISTINCT FROM new.person_id)) OR ((old.status)::text IS DISTINCT FROM (new.status)::text)) OR ((old.reason)::text IS DISTINCT FROM (new.reason)::text)) OR (old.asked_at IS DISTINCT FROM new.asked_at)) OR (old.decided_at IS DISTINCT FROM new.decided_at)) OR (old.decided_by IS DISTINCT FROM new.decided_by)))) EXECUTE FUNCTION pgtrigger_seat_request_decided_cfd0a();
COMMENT ON TRIGGER pgtrigger_seat_request_decided_cfd0a ON curule_seat_request IS '1526e299fb348439b6be012f88a033f93fa5305e';
CREATE TRIGGER pgtrigger_seat_request_kept_1d102 BEFORE DELETE ON curule_seat_request FOR EACH ROW EXECUTE FUNCTION pgtrigger_seat_request_kept_1d102();
COMMENT ON TRIGGER pgtrigger_seat_request_kept_1d102 ON curule_seat_request IS 'a30afc7eecaf9a33aaf306eaa84e63385106a458';
CREATE TRIGGER pgtrigger_seat_request_not_emptied_ba254 BEFORE TRUNCATE ON curule_seat_request FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_seat_request_not_emptied_ba254();
COMMENT ON TRIGGER pgtrigger_seat_request_not_emptied_ba254 ON curule_seat_request IS 'cef4f9e323b68cf90dfd3ec9f46bd3097e5347f5';
CREATE CONSTRAINT TRIGGER pgtrigger_seat_stays_within_maximum_be89e AFTER UPDATE ON curule_seat DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((((old.ends_at IS NOT NULL) AND ((new.ends_at IS NULL) OR (new.ends_at > old.ends_at))) OR (new.starts_at < (old.starts_at - '00:00:00.001'::interval)))) EXECUTE FUNCTION pgtrigger_seat_stays_within_maximum_be89e();
COMMENT ON TRIGGER pgtrigger_seat_stays_within_maximum_be89e ON curule_seat IS '360a5c7c6cb09769a054004bb0c76083ede0cebd';
CREATE CONSTRAINT TRIGGER pgtrigger_seat_still_names_its_assignment_b03ac AFTER UPDATE ON curule_seat DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((((old.assignment_id IS DISTINCT FROM new.assignment_id) OR (old.pool_id IS DISTINCT FROM new.pool_id)) OR (old.seat_type_id IS DISTINCT FROM new.seat_type_id))) EXECUTE FUNCTION pgtrigger_seat_still_names_its_assignment_b03ac();
COMMENT ON TRIGGER pgtrigger_seat_still_names_its_assignment_b03ac ON curule_seat IS 'd0867f6bdf7cfcd0ce151d1fdc57b1aab5d8488d';
CREATE TRIGGER pgtrigger_seat_tells_a2d20 AFTER UPDATE OF starts_at, ends_at ON curule_seat FOR EACH ROW WHEN (((new.assignment_id IS NOT NULL) AND ((new.starts_at > old.starts_at) OR (new.ends_at < COALESCE(old.ends_at, 'infinity'::timestamp with time zone))))) EXECUTE FUNCTION pgtrigger_seat_tells_a2d20();
COMMENT ON TRIGGER pgtrigger_seat_tells_a2d20 ON curule_seat IS '5cb40c5e85410da1f8df54145831373c6288ed23';
CREATE TRIGGER pgtrigger_seat_type_published_60bfa BEFORE INSERT OR DELETE OR UPDATE ON curule_seat_type FOR EACH ROW EXECUTE FUNCTION pgtrigger_seat_type_published_60bfa();
COMMENT ON TRIGGER pgtrigger_seat_type_published_60bfa ON curule_seat_type IS 'f84ad6e2e523b0fe99bed23f88c94f9232e138f9';
CREATE TRIGGER pgtrigger_seat_within_maximum_ff7e8 AFTER INSERT ON curule_seat REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_seat_within_maximum_ff7e8();
COMMENT ON TRIGGER pgtrigger_seat_within_maximum_ff7e8 ON curule_seat IS '323c9e7a81b9c36b9e67f5d93456856b15202a77';
CREATE CONSTRAINT TRIGGER pgtrigger_seat_within_maximum_of_plan_98d4e AFTER UPDATE ON curule_seat DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((old.seat_type_id <> new.seat_type_id)) EXECUTE FUNCTION pgtrigger_seat_within_maximum_of_plan_98d4e();
COMMENT ON TRIGGER pgtrigger_seat_within_maximum_of_plan_98d4e ON curule_seat IS 'a476a16f9499070c26cb15a264841ac69ce29b3a';
CREATE TRIGGER pgtrigger_seller_append_only_f6ce6 BEFORE DELETE OR UPDATE ON curule_seller FOR EACH ROW EXECUTE FUNCTION pgtrigger_seller_append_only_f6ce6();
COMMENT ON TRIGGER pgtrigger_seller_append_only_f6ce6 ON curule_seller IS '5283332b4acdfcc9e1b6a2ec1ae6e3687acf7464';
CREATE TRIGGER pgtrigger_seller_not_emptied_83942 BEFORE TRUNCATE ON curule_seller FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_seller_not_emptied_83942();
COMMENT ON TRIGGER pgtrigger_seller_not_emptied_83942 ON curule_seller IS '46afa787cbf5d8e5821fe22692fc6f2457073142';
CREATE TRIGGER pgtrigger_seller_registration_as_recorded_51d53 BEFORE UPDATE ON curule_seller_registration FOR EACH ROW WHEN (((((((old.id IS DISTINCT FROM new.id) OR ((old.country)::text IS DISTINCT FROM (new.country)::text)) OR ((old.number)::text IS DISTINCT FROM (new.number)::text)) OR (old.since IS DISTINCT FROM new.since)) OR (old.recorded_at IS DISTINCT FROM new.recorded_at)) OR (old.recorded_by IS DISTINCT FROM new.recorded_by))) EXECUTE FUNCTION pgtrigger_seller_registration_as_recorded_51d53();
COMMENT ON TRIGGER pgtrigger_seller_registration_as_recorded_51d53 ON curule_seller_registration IS 'c25965b98ebc9131106ea237dfc7c1732f24a593';
CREATE TRIGGER pgtrigger_seller_registration_ended_5bab9 BEFORE UPDATE ON curule_seller_registration FOR EACH ROW WHEN (((old.until IS NOT NULL) AND (((((((((old.id IS DISTINCT FROM new.id) OR ((old.country)::text IS DISTINCT FROM (new.country)::text)) OR ((old.number)::text IS DISTINCT FROM (new.number)::text)) OR (old.since IS DISTINCT FROM new.since)) OR (old.until IS DISTINCT FROM new.until)) OR (old.recorded_at IS DISTINCT FROM new.recorded_at)) OR (old.recorded_by IS DISTINCT FROM new.recorded_by)) OR (old.ended_at IS DISTINCT FROM new.ended_at)) OR (old.ended_by IS DISTINCT FROM new.ended_by)))) EXECUTE FUNCTION pgtrigger_seller_registration_ended_5bab9();
COMMENT ON TRIGGER pgtrigger_seller_registration_ended_5bab9 ON curule_seller_registration IS 'f0fa5a3813977c443b73019d1f3610e4093757ba';
CREATE TRIGGER pgtrigger_seller_registration_kept_ad01d BEFORE DELETE ON curule_seller_registration FOR EACH ROW EXECUTE FUNCTION pgtrigger_seller_registration_kept_ad01d();
COMMENT ON TRIGGER pgtrigger_seller_registration_kept_ad01d ON curule_seller_registration IS '1af22e082b0c158bf1654f206bcf313bd861ec9d';
CREATE TRIGGER pgtrigger_seller_registration_not_emptied_214bd BEFORE TRUNCATE ON curule_seller_registration FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_seller_registration_not_emptied_214bd();
COMMENT ON TRIGGER pgtrigger_seller_registration_not_emptied_214bd ON curule_seller_registration IS 'f1b8b74b5ca9e385da6d30183319a2442b6eeadd';
CREATE TRIGGER pgtrigger_settlement_closed_f7b2e BEFORE UPDATE ON curule_settlement FOR EACH ROW WHEN ((((old.status)::text <> 'pending'::text) AND (((((((((((((((old.id IS DISTINCT FROM new.id) OR (old.own_account_id IS DISTINCT FROM new.own_account_id)) OR (old.joined_account_id IS DISTINCT FROM new.joined_account_id)) OR (old.person_id IS DISTINCT FROM new.person_id)) OR (old.invitation_id IS DISTINCT FROM new.invitation_id)) OR (old.own_subscription_id IS DISTINCT FROM new.own_subscription_id)) OR ((old.choice)::text IS DISTINCT FROM (new.choice)::text)) OR ((old.status)::text IS DISTINCT FROM (new.status)::text)) OR ((old.currency)::text IS DISTINCT FROM (new.currency)::text)) OR (old.amount_minor IS DISTINCT FROM new.amount_minor)) OR (old.settled_at IS DISTINCT FROM new.settled_at)) OR (old.moves_at IS DISTINCT FROM new.moves_at)) OR (old.closed_at IS DISTINCT FROM new.closed_at)) OR (old.held_at IS DISTINCT FROM new.held_at)) OR (old.restore IS DISTINCT FROM new.restore)))) EXECUTE FUNCTION pgtrigger_settlement_closed_f7b2e();
COMMENT ON TRIGGER pgtrigger_settlement_closed_f7b2e ON curule_settlement IS 'da26a73531c963b2e363a91c7c77eebf98d7a2f0';
CREATE TRIGGER pgtrigger_settlement_kept_fc7d3 BEFORE DELETE ON curule_settlement FOR EACH ROW EXECUTE FUNCTION pgtrigger_settlement_kept_fc7d3();
COMMENT ON TRIGGER pgtrigger_settlement_kept_fc7d3 ON curule_settlement IS '966b65b5bda4cc2724b4ba2f33d4401cd5ab1399';
CREATE TRIGGER pgtrigger_settlement_not_emptied_a02c3 BEFORE TRUNCATE ON curule_settlement FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_settlement_not_emptied_a02c3();
COMMENT ON TRIGGER pgtrigger_settlement_not_emptied_a02c3 ON curule_settlement IS '663db50857a94fd79dffa7ca951a2cde98d31507';
CREATE TRIGGER pgtrigger_sign_in_demand_as_made_1ca8f BEFORE UPDATE ON curule_sign_in_demand FOR EACH ROW WHEN ((((((old.id IS DISTINCT FROM new.id) OR (old.account_id IS DISTINCT FROM new.account_id)) OR ((old.rule)::text IS DISTINCT FROM (new.rule)::text)) OR (old.demanded_at IS DISTINCT FROM new.demanded_at)) OR ((old.demanded_by)::text IS DISTINCT FROM (new.demanded_by)::text))) EXECUTE FUNCTION pgtrigger_sign_in_demand_as_made_1ca8f();
COMMENT ON TRIGGER pgtrigger_sign_in_demand_as_made_1ca8f ON curule_sign_in_demand IS '186718a9e074872c07b7571f30f1b7b99945cab5';
CREATE TRIGGER pgtrigger_sign_in_demand_kept_8953b BEFORE DELETE ON curule_sign_in_demand FOR EACH ROW EXECUTE FUNCTION pgtrigger_sign_in_demand_kept_8953b();
COMMENT ON TRIGGER pgtrigger_sign_in_demand_kept_8953b ON curule_sign_in_demand IS '2b7e6f1a64fc2d11a2b43b21345948ff1f21adf0';
CREATE TRIGGER pgtrigger_sign_in_demand_lifted_9a3ba BEFORE UPDATE ON curule_sign_in_demand FOR EACH ROW WHEN (((old.lifted_at IS NOT NULL) AND (((((((old.id IS DISTINCT FROM new.id) OR (old.account_id IS DISTINCT FROM new.account_id)) OR ((old.rule)::text IS DISTINCT FROM (new.rule)::text)) OR (old.demanded_at IS DISTINCT FROM new.demanded_at)) OR ((old.demanded_by)::text IS DISTINCT FROM (new.demanded_by)::text)) OR (old.lifted_at IS DISTINCT FROM new.lifted_at)) OR ((old.lifted_by)::text IS DISTINCT FROM (new.lifted_by)::text)))) EXECUTE FUNCTION pgtrigger_sign_in_demand_lifted_9a3ba();
COMMENT ON TRIGGER pgtrigger_sign_in_demand_lifted_9a3ba ON curule_sign_in_demand IS 'ed2a64911f079860ac739f1923e128379ee1c9e2';
CREATE TRIGGER pgtrigger_sign_in_demand_not_emptied_a40de BEFORE TRUNCATE ON curule_sign_in_demand FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_sign_in_demand_not_emptied_a40de();
COMMENT ON TRIGGER pgtrigger_sign_in_demand_not_emptied_a40de ON curule_sign_in_demand IS 'e91b6e5e36a991cc453756338f5a612fc878ed79';
CREATE TRIGGER pgtrigger_signing_key_as_made_2fcf6 BEFORE UPDATE ON curule_signing_key FOR EACH ROW WHEN (((((((old.id IS DISTINCT FROM new.id) OR ((old.use)::text IS DISTINCT FROM (new.use)::text)) OR ((old.kid)::text IS DISTINCT FROM (new.kid)::text)) OR (old.public IS DISTINCT FROM new.public)) OR (old.created_at IS DISTINCT FROM new.created_at)) OR ((old.created_by)::text IS DISTINCT FROM (new.created_by)::text))) EXECUTE FUNCTION pgtrigger_signing_key_as_made_2fcf6();
COMMENT ON TRIGGER pgtrigger_signing_key_as_made_2fcf6 ON curule_signing_key IS 'bd27940f594362b93dc490b2c0fdf233cf129f77';
CREATE TRIGGER pgtrigger_signing_key_kept_f3450 BEFORE DELETE ON curule_signing_key FOR EACH ROW EXECUTE FUNCTION pgtrigger_signing_key_kept_f3450();
COMMENT ON TRIGGER pgtrigger_signing_key_kept_f3450 ON curule_signing_key IS '6f64c55700bff40c917d7430932c7f36617cf22c';
CREATE TRIGGER pgtrigger_signing_key_not_emptied_6f152 BEFORE TRUNCATE ON curule_signing_key FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_signing_key_not_emptied_6f152();
COMMENT ON TRIGGER pgtrigger_signing_key_not_emptied_6f152 ON curule_signing_key IS '24744510fe3f27880b81d11f1478b5c22304358a';
CREATE TRIGGER pgtrigger_signing_key_retires_for_good_11d52 BEFORE UPDATE ON curule_signing_key FOR EACH ROW WHEN (((old.retired_at IS NOT NULL) AND ((new.retired_at IS DISTINCT FROM old.retired_at) OR (new.shown_until > old.shown_until)))) EXECUTE FUNCTION pgtrigger_signing_key_retires_for_good_11d52();
COMMENT ON TRIGGER pgtrigger_signing_key_retires_for_good_11d52 ON curule_signing_key IS '677bfbb4b57d7a8d69b3621375831684ffffd9c5';
CREATE TRIGGER pgtrigger_sso_connection_as_made_2f7a5 BEFORE UPDATE ON curule_sso_connection FOR EACH ROW WHEN ((((((old.id IS DISTINCT FROM new.id) OR (old.account_id IS DISTINCT FROM new.account_id)) OR ((old.issuer)::text IS DISTINCT FROM (new.issuer)::text)) OR (old.created_at IS DISTINCT FROM new.created_at)) OR ((old.created_by)::text IS DISTINCT FROM (new.created_by)::text))) EXECUTE FUNCTION pgtrigger_sso_connection_as_made_2f7a5();
COMMENT ON TRIGGER pgtrigger_sso_connection_as_made_2f7a5 ON curule_sso_connection IS 'da42c75e6ceff6914fe2d51668f1d2a66fe87acc';
CREATE TRIGGER pgtrigger_sso_connection_ended_f4f45 BEFORE UPDATE ON curule_sso_connection FOR EACH ROW WHEN (((old.ended_at IS NOT NULL) AND (((((((((((old.id IS DISTINCT FROM new.id) OR (old.account_id IS DISTINCT FROM new.account_id)) OR ((old.issuer)::text IS DISTINCT FROM (new.issuer)::text)) OR ((old.client_id)::text IS DISTINCT FROM (new.client_id)::text)) OR (old.sealed IS DISTINCT FROM new.sealed)) OR (old.created_at IS DISTINCT FROM new.created_at)) OR ((old.created_by)::text IS DISTINCT FROM (new.created_by)::text)) OR (old.changed_at IS DISTINCT FROM new.changed_at)) OR ((old.changed_by)::text IS DISTINCT FROM (new.changed_by)::text)) OR (old.ended_at IS DISTINCT FROM new.ended_at)) OR ((old.ended_by)::text IS DISTINCT FROM (new.ended_by)::text)))) EXECUTE FUNCTION pgtrigger_sso_connection_ended_f4f45();
COMMENT ON TRIGGER pgtrigger_sso_connection_ended_f4f45 ON curule_sso_connection IS '646b26ff72fe9a31c7d97288614a6b8434e72064';
CREATE TRIGGER pgtrigger_sso_connection_kept_3747b BEFORE DELETE ON curule_sso_connection FOR EACH ROW EXECUTE FUNCTION pgtrigger_sso_connection_kept_3747b();
COMMENT ON TRIGGER pgtrigger_sso_connection_kept_3747b ON curule_sso_connection IS 'eb47b3ac8a4d23bc80425131b8e4f70bde907640';
CREATE TRIGGER pgtrigger_sso_connection_not_emptied_58a08 BEFORE TRUNCATE ON curule_sso_connection FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_sso_connection_not_emptied_58a08();
COMMENT ON TRIGGER pgtrigger_sso_connection_not_emptied_58a08 ON curule_sso_connection IS '2d06cbfe27915a20782363a7e903cbad5ed57997';
CREATE TRIGGER pgtrigger_sso_identity_as_linked_3415f BEFORE UPDATE ON curule_sso_identity FOR EACH ROW WHEN ((((((((old.id IS DISTINCT FROM new.id) OR (old.account_id IS DISTINCT FROM new.account_id)) OR (old.connection_id IS DISTINCT FROM new.connection_id)) OR ((old.issuer)::text IS DISTINCT FROM (new.issuer)::text)) OR ((old.subject)::text IS DISTINCT FROM (new.subject)::text)) OR (old.person_id IS DISTINCT FROM new.person_id)) OR (old.linked_at IS DISTINCT FROM new.linked_at))) EXECUTE FUNCTION pgtrigger_sso_identity_as_linked_3415f();
COMMENT ON TRIGGER pgtrigger_sso_identity_as_linked_3415f ON curule_sso_identity IS '3da82aa43312d8236df29436cb0cb47366577aa7';
CREATE TRIGGER pgtrigger_sso_identity_kept_86783 BEFORE DELETE ON curule_sso_identity FOR EACH ROW EXECUTE FUNCTION pgtrigger_sso_identity_kept_86783();
COMMENT ON TRIGGER pgtrigger_sso_identity_kept_86783 ON curule_sso_identity IS '358407352f2ef30e0f4e506a3d81df7bf42ecb7c';
CREATE TRIGGER pgtrigger_sso_identity_not_emptied_08693 BEFORE TRUNCATE ON curule_sso_identity FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_sso_identity_not_emptied_08693();
COMMENT ON TRIGGER pgtrigger_sso_identity_not_emptied_08693 ON curule_sso_identity IS '64935bf3c39f2fe79f01b59a62401db6bdb82480';
CREATE TRIGGER pgtrigger_sso_identity_unlinked_e0b1a BEFORE UPDATE ON curule_sso_identity FOR EACH ROW WHEN (((old.unlinked_at IS NOT NULL) AND (((((((((old.id IS DISTINCT FROM new.id) OR (old.account_id IS DISTINCT FROM new.account_id)) OR (old.connection_id IS DISTINCT FROM new.connection_id)) OR ((old.issuer)::text IS DISTINCT FROM (new.issuer)::text)) OR ((old.subject)::text IS DISTINCT FROM (new.subject)::text)) OR (old.person_id IS DISTINCT FROM new.person_id)) OR (old.linked_at IS DISTINCT FROM new.linked_at)) OR (old.unlinked_at IS DISTINCT FROM new.unlinked_at)) OR ((old.unlinked_by)::text IS DISTINCT FROM (new.unlinked_by)::text)))) EXECUTE FUNCTION pgtrigger_sso_identity_unlinked_e0b1a();
COMMENT ON TRIGGER pgtrigger_sso_identity_unlinked_e0b1a ON curule_sso_identity IS '6f2865c216789dc264dc8346b783f86364276178';
CREATE TRIGGER pgtrigger_staff_grant_kept_0a1a7 BEFORE DELETE ON curule_staff_grant FOR EACH ROW EXECUTE FUNCTION pgtrigger_staff_grant_kept_0a1a7();
COMMENT ON TRIGGER pgtrigger_staff_grant_kept_0a1a7 ON curule_staff_grant IS '73a6b3ff81aadeaeda52df330ef676eb80828056';
CREATE TRIGGER pgtrigger_staff_grant_not_emptied_008d4 BEFORE TRUNCATE ON curule_staff_grant FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_staff_grant_not_emptied_008d4();
COMMENT ON TRIGGER pgtrigger_staff_grant_not_emptied_008d4 ON curule_staff_grant IS 'ee1e17752590c5cf0ab07035dcd5952a4ca9bd52';
CREATE TRIGGER pgtrigger_staff_grant_revoked_cfcc2 BEFORE UPDATE ON curule_staff_grant FOR EACH ROW WHEN (((old.revoked_at IS NOT NULL) AND (((((((old.id IS DISTINCT FROM new.id) OR (old.person_id IS DISTINCT FROM new.person_id)) OR ((old.role)::text IS DISTINCT FROM (new.role)::text)) OR (old.granted_at IS DISTINCT FROM new.granted_at)) OR (old.granted_by IS DISTINCT FROM new.granted_by)) OR (old.revoked_at IS DISTINCT FROM new.revoked_at)) OR (old.revoked_by IS DISTINCT FROM new.revoked_by)))) EXECUTE FUNCTION pgtrigger_staff_grant_revoked_cfcc2();
COMMENT ON TRIGGER pgtrigger_staff_grant_revoked_cfcc2 ON curule_staff_grant IS '7ec51105b4c24b4e471c3ce593111fafbc19fb29';
CREATE TRIGGER pgtrigger_subscription_as_bought_a4808 BEFORE UPDATE ON curule_subscription FOR EACH ROW WHEN (((((old.account_id IS DISTINCT FROM new.account_id) OR (old.product_id IS DISTINCT FROM new.product_id)) OR ((old.currency)::text IS DISTINCT FROM (new.currency)::text)) OR (new.version < old.version))) EXECUTE FUNCTION pgtrigger_subscription_as_bought_a4808();
COMMENT ON TRIGGER pgtrigger_subscription_as_bought_a4808 ON curule_subscription IS '281e4352f0f2e38be9a9bd1631035e8b79db410d';
CREATE TRIGGER pgtrigger_subscription_kept_75813 BEFORE DELETE ON curule_subscription FOR EACH ROW EXECUTE FUNCTION pgtrigger_subscription_kept_75813();
COMMENT ON TRIGGER pgtrigger_subscription_kept_75813 ON curule_subscription IS 'b364a609084026b23503dd27f9a508aeed860e7d';
CREATE TRIGGER pgtrigger_subscription_not_emptied_4d64b BEFORE TRUNCATE ON curule_subscription FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_subscription_not_emptied_4d64b();
COMMENT ON TRIGGER pgtrigger_subscription_not_emptied_4d64b ON curule_subscription IS '2cc77434a7cf4489d742ccb0e4d7152bc4ddde4d';
CREATE TRIGGER pgtrigger_subscription_status_one_way_32974 BEFORE UPDATE ON curule_subscription FOR EACH ROW WHEN ((((old.status)::text <> (new.status)::text) AND (NOT ((((old.status)::text = 'incomplete'::text) AND ((new.status)::text = ANY ((ARRAY['trialing'::character varying, 'active'::character varying, 'ended'::character varying])::text[]))) OR (((old.status)::text = 'trialing'::text) AND ((new.status)::text = ANY ((ARRAY['active'::character varying, 'ended'::character varying])::text[]))) OR (((old.status)::text = 'active'::text) AND ((new.status)::text = ANY ((ARRAY['past_due'::character varying, 'suspended'::character varying, 'ended'::character varying])::text[]))) OR (((old.status)::text = 'past_due'::text) AND ((new.status)::text = ANY ((ARRAY['active'::character varying, 'suspended'::character varying, 'ended'::character varying])::text[]))) OR (((old.status)::text = 'suspended'::text) AND ((new.status)::text = ANY ((ARRAY['active'::character varying, 'past_due'::character varying, 'ended'::character varying])::text[]))) OR (((old.status)::text = 'ended'::text) AND ((new.status)::text = ANY ((ARRAY['trialing'::character varying, 'active'::character varying, 'past_due'::character varying, 'suspended'::character varying])::text[]))))))) EXECUTE FUNCTION pgtrigger_subscription_status_one_way_32974();
COMMENT ON TRIGGER pgtrigger_subscription_status_one_way_32974 ON curule_subscription IS 'e0787f854ecd4c71bfc3ff812f0efe3c47272ddc';
CREATE TRIGGER pgtrigger_subscription_tells_ce3d2 AFTER UPDATE OF status, auto_renew, term_ends_at, trial_ends_at, plan_version_id, time_zone ON curule_subscription FOR EACH ROW WHEN (((((new.status)::text <> (old.status)::text) AND ((new.status)::text = ANY ((ARRAY['suspended'::character varying, 'ended'::character varying])::text[]))) OR (((old.status)::text <> 'incomplete'::text) AND ((old.auto_renew AND (NOT new.auto_renew)) OR (new.term_ends_at < COALESCE(old.term_ends_at, 'infinity'::timestamp with time zone)) OR (new.trial_ends_at < COALESCE(old.trial_ends_at, 'infinity'::timestamp with time zone)) OR ((old.plan_version_id IS DISTINCT FROM new.plan_version_id) OR ((old.time_zone)::text IS DISTINCT FROM (new.time_zone)::text)))))) EXECUTE FUNCTION pgtrigger_subscription_tells_ce3d2();
COMMENT ON TRIGGER pgtrigger_subscription_tells_ce3d2 ON curule_subscription IS '1bf4a1a04f023f9baa254052560c645259fdda96';
CREATE TRIGGER pgtrigger_tax_id_check_as_asked_f7df0 BEFORE UPDATE ON curule_tax_id_check FOR EACH ROW WHEN ((((((old.id IS DISTINCT FROM new.id) OR (old.account_id IS DISTINCT FROM new.account_id)) OR ((old.tax_id)::text IS DISTINCT FROM (new.tax_id)::text)) OR (old.asked_at IS DISTINCT FROM new.asked_at)) OR (old.asked_by IS DISTINCT FROM new.asked_by))) EXECUTE FUNCTION pgtrigger_tax_id_check_as_asked_f7df0();
COMMENT ON TRIGGER pgtrigger_tax_id_check_as_asked_f7df0 ON curule_tax_id_check IS '8ab46408e6425b7baa98134ddc2ebcf9e35ff793';
CREATE TRIGGER pgtrigger_tax_id_check_kept_6241e BEFORE DELETE ON curule_tax_id_check FOR EACH ROW EXECUTE FUNCTION pgtrigger_tax_id_check_kept_6241e();
COMMENT ON TRIGGER pgtrigger_tax_id_check_kept_6241e ON curule_tax_id_check IS '462b988aebdd3f6db18efcc6d0b1e952e1b3c7cb';
CREATE TRIGGER pgtrigger_tax_id_check_not_emptied_efa78 BEFORE TRUNCATE ON curule_tax_id_check FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_tax_id_check_not_emptied_efa78();
COMMENT ON TRIGGER pgtrigger_tax_id_check_not_emptied_efa78 ON curule_tax_id_check IS 'f2e2bd92569e138e5c38890b4cdbe35d4c5eb436';
CREATE TRIGGER pgtrigger_tax_id_check_settled_d74e4 BEFORE UPDATE ON curule_tax_id_check FOR EACH ROW WHEN ((((old.state)::text <> 'waiting'::text) AND ((((((((((((((old.id IS DISTINCT FROM new.id) OR (old.account_id IS DISTINCT FROM new.account_id)) OR ((old.tax_id)::text IS DISTINCT FROM (new.tax_id)::text)) OR (old.asked_at IS DISTINCT FROM new.asked_at)) OR (old.asked_by IS DISTINCT FROM new.asked_by)) OR ((old.state)::text IS DISTINCT FROM (new.state)::text)) OR (old.tries IS DISTINCT FROM new.tries)) OR (old.next_try_at IS DISTINCT FROM new.next_try_at)) OR ((old.reason)::text IS DISTINCT FROM (new.reason)::text)) OR (old.settled_at IS DISTINCT FROM new.settled_at)) OR (old.told_at IS DISTINCT FROM new.told_at)) OR ((old.name)::text IS DISTINCT FROM (new.name)::text)) OR ((old.address)::text IS DISTINCT FROM (new.address)::text)) OR ((old.reference)::text IS DISTINCT FROM (new.reference)::text)))) EXECUTE FUNCTION pgtrigger_tax_id_check_settled_d74e4();
COMMENT ON TRIGGER pgtrigger_tax_id_check_settled_d74e4 ON curule_tax_id_check IS 'cde489c4386b4bf2a7f1d50bd9a4aa014956e813';
CREATE TRIGGER pgtrigger_test_clock_follows_on_5c024 BEFORE UPDATE ON curule_test_clock FOR EACH ROW WHEN (((old.follows_from IS NOT NULL) AND (new.follows_from IS DISTINCT FROM old.follows_from))) EXECUTE FUNCTION pgtrigger_test_clock_follows_on_5c024();
COMMENT ON TRIGGER pgtrigger_test_clock_follows_on_5c024 ON curule_test_clock IS '77ebffd1bbec43c5c6dfd70a0283391a1e35dc3e';
CREATE TRIGGER pgtrigger_test_clock_goes_on_89b48 BEFORE UPDATE ON curule_test_clock FOR EACH ROW WHEN ((new.now < old.now)) EXECUTE FUNCTION pgtrigger_test_clock_goes_on_89b48();
COMMENT ON TRIGGER pgtrigger_test_clock_goes_on_89b48 ON curule_test_clock IS '617fedc0e7ae473e88d63aa632599f26c49b9d15';
CREATE TRIGGER pgtrigger_vendor_operation_as_given_6a9d9 BEFORE UPDATE ON curule_vendor_operation FOR EACH ROW WHEN ((((((old.id IS DISTINCT FROM new.id) OR ((old.key)::text IS DISTINCT FROM (new.key)::text)) OR ((old.command)::text IS DISTINCT FROM (new.command)::text)) OR ((old.fingerprint)::text IS DISTINCT FROM (new.fingerprint)::text)) OR (old.created_at IS DISTINCT FROM new.created_at))) EXECUTE FUNCTION pgtrigger_vendor_operation_as_given_6a9d9();
COMMENT ON TRIGGER pgtrigger_vendor_operation_as_given_6a9d9 ON curule_vendor_operation IS 'c05e7e94c65fb1077c52cce6b567b3510dcfb2bb';
CREATE TRIGGER pgtrigger_vendor_operation_kept_58fdb BEFORE DELETE ON curule_vendor_operation FOR EACH ROW EXECUTE FUNCTION pgtrigger_vendor_operation_kept_58fdb();
COMMENT ON TRIGGER pgtrigger_vendor_operation_kept_58fdb ON curule_vendor_operation IS '3a9d59181ff22f96223a8f3b93dc8b32d6c8c326';
CREATE TRIGGER pgtrigger_vendor_operation_not_emptied_70166 BEFORE TRUNCATE ON curule_vendor_operation FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_vendor_operation_not_emptied_70166();
COMMENT ON TRIGGER pgtrigger_vendor_operation_not_emptied_70166 ON curule_vendor_operation IS 'a7acc6ef56ad85757396620520f5e161fb6c8c9f';
CREATE TRIGGER pgtrigger_vendor_operation_result_once_c8555 BEFORE UPDATE ON curule_vendor_operation FOR EACH ROW WHEN ((old.result <> '{}'::jsonb)) EXECUTE FUNCTION pgtrigger_vendor_operation_result_once_c8555();
COMMENT ON TRIGGER pgtrigger_vendor_operation_result_once_c8555 ON curule_vendor_operation IS 'd1e9c995c64ce5f2d495cabc41c9b19870a4b102';
CREATE TRIGGER pgtrigger_waitlist_entry_kept_18239 BEFORE DELETE ON curule_waitlist_entry FOR EACH ROW EXECUTE FUNCTION pgtrigger_waitlist_entry_kept_18239();
COMMENT ON TRIGGER pgtrigger_waitlist_entry_kept_18239 ON curule_waitlist_entry IS '08188c511bbc027bb9fe5599eaee1eb25247f8b7';
CREATE TRIGGER pgtrigger_waitlist_entry_left_d03da BEFORE UPDATE ON curule_waitlist_entry FOR EACH ROW WHEN (((old.left_at IS NOT NULL) AND ((((((((((((old.id IS DISTINCT FROM new.id) OR (old.account_id IS DISTINCT FROM new.account_id)) OR (old.subscription_id IS DISTINCT FROM new.subscription_id)) OR (old.seat_type_id IS DISTINCT FROM new.seat_type_id)) OR ((old.email)::text IS DISTINCT FROM (new.email)::text)) OR ((old.first_name)::text IS DISTINCT FROM (new.first_name)::text)) OR ((old.last_name)::text IS DISTINCT FROM (new.last_name)::text)) OR (old.added_by IS DISTINCT FROM new.added_by)) OR (old.added_at IS DISTINCT FROM new.added_at)) OR (old.look_again_at IS DISTINCT FROM new.look_again_at)) OR (old.left_at IS DISTINCT FROM new.left_at)) OR ((old.outcome)::text IS DISTINCT FROM (new.outcome)::text)))) EXECUTE FUNCTION pgtrigger_waitlist_entry_left_d03da();
COMMENT ON TRIGGER pgtrigger_waitlist_entry_left_d03da ON curule_waitlist_entry IS '160b9243ea3977356f7a80e1a1fbde8e4a011ccc';
CREATE TRIGGER pgtrigger_waitlist_entry_not_emptied_63c21 BEFORE TRUNCATE ON curule_waitlist_entry FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_waitlist_entry_not_emptied_63c21();
COMMENT ON TRIGGER pgtrigger_waitlist_entry_not_emptied_63c21 ON curule_waitlist_entry IS '039d85a5c1cd41b4d8e39390dc624a6fc46cd876';
CREATE TRIGGER pgtrigger_webhook_attempt_append_only_a95cf BEFORE DELETE OR UPDATE ON curule_webhook_attempt FOR EACH ROW EXECUTE FUNCTION pgtrigger_webhook_attempt_append_only_a95cf();
COMMENT ON TRIGGER pgtrigger_webhook_attempt_append_only_a95cf ON curule_webhook_attempt IS 'affe21f994a9b35510dab7f116d5819437c84247';
CREATE TRIGGER pgtrigger_webhook_attempt_not_emptied_7e684 BEFORE TRUNCATE ON curule_webhook_attempt FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_webhook_attempt_not_emptied_7e684();
COMMENT ON TRIGGER pgtrigger_webhook_attempt_not_emptied_7e684 ON curule_webhook_attempt IS '3ad23b7b731b0b7a652a5a836633f982beac85de';
CREATE TRIGGER pgtrigger_webhook_delivery_as_told_f20bf BEFORE UPDATE ON curule_webhook_delivery FOR EACH ROW WHEN (((((old.id IS DISTINCT FROM new.id) OR (old.account_id IS DISTINCT FROM new.account_id)) OR (old.endpoint_id IS DISTINCT FROM new.endpoint_id)) OR (old.event_id IS DISTINCT FROM new.event_id))) EXECUTE FUNCTION pgtrigger_webhook_delivery_as_told_f20bf();
COMMENT ON TRIGGER pgtrigger_webhook_delivery_as_told_f20bf ON curule_webhook_delivery IS '02a1d95cd5b46b2678c82fe8017bb706e19e133a';
CREATE TRIGGER pgtrigger_webhook_delivery_kept_12f24 BEFORE DELETE ON curule_webhook_delivery FOR EACH ROW EXECUTE FUNCTION pgtrigger_webhook_delivery_kept_12f24();
COMMENT ON TRIGGER pgtrigger_webhook_delivery_kept_12f24 ON curule_webhook_delivery IS '0b794f97354d192fece805d6f8e12f81c07e906f';
CREATE TRIGGER pgtrigger_webhook_delivery_not_emptied_c7d8c BEFORE TRUNCATE ON curule_webhook_delivery FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_webhook_delivery_not_emptied_c7d8c();
COMMENT ON TRIGGER pgtrigger_webhook_delivery_not_emptied_c7d8c ON curule_webhook_delivery IS '022bb1ff2e81017972972b0aafd42300df8b5b50';
CREATE TRIGGER pgtrigger_webhook_endpoint_as_made_e6c27 BEFORE UPDATE ON curule_webhook_endpoint FOR EACH ROW WHEN (((((old.id IS DISTINCT FROM new.id) OR (old.is_live IS DISTINCT FROM new.is_live)) OR (old.created_at IS DISTINCT FROM new.created_at)) OR ((old.created_by)::text IS DISTINCT FROM (new.created_by)::text))) EXECUTE FUNCTION pgtrigger_webhook_endpoint_as_made_e6c27();
COMMENT ON TRIGGER pgtrigger_webhook_endpoint_as_made_e6c27 ON curule_webhook_endpoint IS '92bd8cc4cbc18bf3ed5b573751ffaa227c0cb4cc';
CREATE TRIGGER pgtrigger_webhook_endpoint_deleted_b2195 BEFORE UPDATE ON curule_webhook_endpoint FOR EACH ROW WHEN (((old.deleted_at IS NOT NULL) AND ((((((((((((((old.id IS DISTINCT FROM new.id) OR ((old.url)::text IS DISTINCT FROM (new.url)::text)) OR ((old.note)::text IS DISTINCT FROM (new.note)::text)) OR (old.events IS DISTINCT FROM new.events)) OR (old.is_live IS DISTINCT FROM new.is_live)) OR (old.generation IS DISTINCT FROM new.generation)) OR (old.previous_until IS DISTINCT FROM new.previous_until)) OR (old.created_at IS DISTINCT FROM new.created_at)) OR ((old.created_by)::text IS DISTINCT FROM (new.created_by)::text)) OR (old.changed_at IS DISTINCT FROM new.changed_at)) OR ((old.changed_by)::text IS DISTINCT FROM (new.changed_by)::text)) OR (old.disabled_at IS DISTINCT FROM new.disabled_at)) OR ((old.disabled_because)::text IS DISTINCT FROM (new.disabled_because)::text)) OR (old.deleted_at IS DISTINCT FROM new.deleted_at)))) EXECUTE FUNCTION pgtrigger_webhook_endpoint_deleted_b2195();
COMMENT ON TRIGGER pgtrigger_webhook_endpoint_deleted_b2195 ON curule_webhook_endpoint IS '83af0a0192e52baa11ccdceba992169e01f4b7e3';
CREATE TRIGGER pgtrigger_webhook_endpoint_kept_d5fb7 BEFORE DELETE ON curule_webhook_endpoint FOR EACH ROW EXECUTE FUNCTION pgtrigger_webhook_endpoint_kept_d5fb7();
COMMENT ON TRIGGER pgtrigger_webhook_endpoint_kept_d5fb7 ON curule_webhook_endpoint IS 'f5dbbf699d646ae802c6e44b0e9864fecc32f783';
CREATE TRIGGER pgtrigger_webhook_endpoint_not_emptied_a4ba2 BEFORE TRUNCATE ON curule_webhook_endpoint FOR EACH STATEMENT EXECUTE FUNCTION pgtrigger_webhook_endpoint_not_emptied_a4ba2();
COMMENT ON TRIGGER pgtrigger_webhook_endpoint_not_emptied_a4ba2 ON curule_webhook_endpoint IS '350b1f0371d3d64b4e2b9daf92c32cd5d41722d5';
CREATE TRIGGER pgtrigger_webhook_endpoint_secret_goes_on_af2d5 BEFORE UPDATE ON curule_webhook_endpoint FOR EACH ROW WHEN ((new.generation < old.generation)) EXECUTE FUNCTION pgtrigger_webhook_endpoint_secret_goes_on_af2d5();
COMMENT ON TRIGGER pgtrigger_webhook_endpoint_secret_goes_on_af2d5 ON curule_webhook_endpoint IS '4aa761af4ba9f4183c22d7f947681dde6a0aa142';
CREATE TRIGGER procrastinate_jobs_notify_queue_job_aborted_v1 AFTER UPDATE OF abort_requested ON procrastinate_jobs FOR EACH ROW WHEN (((old.abort_requested = false) AND (new.abort_requested = true) AND (new.status = 'doing'::procrastinate_job_status))) EXECUTE FUNCTION procrastinate_notify_queue_abort_job_v1();
CREATE TRIGGER procrastinate_jobs_notify_queue_job_inserted_v1 AFTER INSERT ON procrastinate_jobs FOR EACH ROW WHEN ((new.status = 'todo'::procrastinate_job_status)) EXECUTE FUNCTION procrastinate_notify_queue_job_inserted_v1();
CREATE TRIGGER procrastinate_trigger_abort_requested_events_v1 AFTER UPDATE OF abort_requested ON procrastinate_jobs FOR EACH ROW WHEN ((new.abort_requested = true)) EXECUTE FUNCTION procrastinate_trigger_abort_requested_events_procedure_v1();
CREATE TRIGGER procrastinate_trigger_delete_jobs_v1 BEFORE DELETE ON procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION procrastinate_unlink_periodic_defers_v1();
CREATE TRIGGER procrastinate_trigger_scheduled_events_v1 AFTER INSERT OR UPDATE ON procrastinate_jobs FOR EACH ROW WHEN (((new.scheduled_at IS NOT NULL) AND (new.status = 'todo'::procrastinate_job_status))) EXECUTE FUNCTION procrastinate_trigger_function_scheduled_events_v1();
CREATE TRIGGER procrastinate_trigger_status_events_insert_v1 AFTER INSERT ON procrastinate_jobs FOR EACH ROW WHEN ((new.status = 'todo'::procrastinate_job_status)) EXECUTE FUNCTION procrastinate_trigger_function_status_events_insert_v1();
CREATE TRIGGER procrastinate_trigger_status_events_update_v1 AFTER UPDATE OF status ON procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION procrastinate_trigger_function_status_events_update_v1();
ALTER TABLE ONLY account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_2c513194_fk_curule_person_id FOREIGN KEY (user_id) REFERENCES curule_person(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY account_emailconfirmation
    ADD CONSTRAINT account_emailconfirm_email_address_id_5b7f8c58_fk_account_e FOREIGN KEY (email_address_id) REFERENCES account_emailaddress(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY allauth_idp_oidc_client
    ADD CONSTRAINT allauth_idp_oidc_client_owner_id_1f1eb0f1_fk_curule_person_id FOREIGN KEY (owner_id) REFERENCES curule_person(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY allauth_idp_oidc_token
    ADD CONSTRAINT allauth_idp_oidc_tok_client_id_cad2cd57_fk_allauth_i FOREIGN KEY (client_id) REFERENCES allauth_idp_oidc_client(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY allauth_idp_oidc_token
    ADD CONSTRAINT allauth_idp_oidc_token_user_id_3e9a005f_fk_curule_person_id FOREIGN KEY (user_id) REFERENCES curule_person(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_api_request
    ADD CONSTRAINT api_request_api_key_id_fk FOREIGN KEY (api_key_id) REFERENCES curule_api_key(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_assignment
    ADD CONSTRAINT assignment_invitation_id_fk FOREIGN KEY (account_id, invitation_id) REFERENCES curule_invitation(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_assignment
    ADD CONSTRAINT assignment_person_id_fk FOREIGN KEY (person_id) REFERENCES curule_person(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_assignment
    ADD CONSTRAINT assignment_seat_id_fk FOREIGN KEY (account_id, seat_id) REFERENCES curule_seat(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_assignment
    ADD CONSTRAINT assignment_subscription_id_fk FOREIGN KEY (account_id, subscription_id) REFERENCES curule_subscription(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY auth_group_permissions
    ADD CONSTRAINT auth_group_permissio_permission_id_84c5c92e_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES auth_permission(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_b120cbf9_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES auth_group(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_2f476e4b_fk_django_co FOREIGN KEY (content_type_id) REFERENCES django_content_type(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_auto_buy_limit
    ADD CONSTRAINT auto_buy_limit_seat_type_id_fk FOREIGN KEY (seat_type_id) REFERENCES curule_seat_type(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_auto_buy_limit
    ADD CONSTRAINT auto_buy_limit_subscription_id_fk FOREIGN KEY (account_id, subscription_id) REFERENCES curule_subscription(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_bank_entry_part
    ADD CONSTRAINT bank_entry_part_entry_id_fk FOREIGN KEY (entry_id) REFERENCES curule_bank_entry(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_bank_entry_part
    ADD CONSTRAINT bank_entry_part_invoice_id_fk FOREIGN KEY (account_id, invoice_id) REFERENCES curule_invoice(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_bank_entry_part
    ADD CONSTRAINT bank_entry_part_payment_id_fk FOREIGN KEY (account_id, payment_id) REFERENCES curule_payment(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_batch
    ADD CONSTRAINT batch_order_id_fk FOREIGN KEY (account_id, order_id) REFERENCES curule_order(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_batch
    ADD CONSTRAINT batch_subscription_id_fk FOREIGN KEY (account_id, subscription_id) REFERENCES curule_subscription(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_charge
    ADD CONSTRAINT charge_invoice_id_fk FOREIGN KEY (account_id, invoice_id) REFERENCES curule_invoice(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_charge
    ADD CONSTRAINT charge_price_id_fk FOREIGN KEY (price_id) REFERENCES curule_price(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_charge
    ADD CONSTRAINT charge_seat_type_id_fk FOREIGN KEY (seat_type_id) REFERENCES curule_seat_type(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_charge
    ADD CONSTRAINT charge_subscription_id_fk FOREIGN KEY (account_id, subscription_id) REFERENCES curule_subscription(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_coupon_plan
    ADD CONSTRAINT coupon_plan_coupon_id_fk FOREIGN KEY (coupon_id) REFERENCES curule_coupon(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_coupon_plan
    ADD CONSTRAINT coupon_plan_plan_id_fk FOREIGN KEY (plan_id) REFERENCES curule_plan(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_coupon_redemption
    ADD CONSTRAINT coupon_redemption_coupon_id_fk FOREIGN KEY (coupon_id) REFERENCES curule_coupon(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_coupon_redemption
    ADD CONSTRAINT coupon_redemption_order_id_fk FOREIGN KEY (account_id, order_id) REFERENCES curule_order(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_coupon_redemption
    ADD CONSTRAINT coupon_redemption_subscription_id_fk FOREIGN KEY (account_id, subscription_id) REFERENCES curule_subscription(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_credit_note
    ADD CONSTRAINT credit_note_invoice_id_fk FOREIGN KEY (account_id, invoice_id) REFERENCES curule_invoice(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_credit_note_line
    ADD CONSTRAINT credit_note_line_charge_id_fk FOREIGN KEY (account_id, charge_id) REFERENCES curule_charge(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_credit_note_line
    ADD CONSTRAINT credit_note_line_credit_note_id_fk FOREIGN KEY (account_id, credit_note_id) REFERENCES curule_credit_note(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_credit_note_line
    ADD CONSTRAINT credit_note_line_seat_type_id_fk FOREIGN KEY (seat_type_id) REFERENCES curule_seat_type(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_credit_note
    ADD CONSTRAINT credit_note_subscription_id_fk FOREIGN KEY (account_id, subscription_id) REFERENCES curule_subscription(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_account
    ADD CONSTRAINT curule_account_clock_id_fdf7c26e_fk_curule_test_clock_id FOREIGN KEY (clock_id) REFERENCES curule_test_clock(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_account_closing
    ADD CONSTRAINT curule_account_closing_account_id_901a99da_fk_curule_account_id FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_assignment
    ADD CONSTRAINT curule_assignment_account_id_b2a99090_fk_curule_account_id FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_auto_buy_limit
    ADD CONSTRAINT curule_auto_buy_limit_account_id_00c8d9d9_fk_curule_account_id FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_bank_entry_part
    ADD CONSTRAINT curule_bank_entry_part_account_id_ee4401ed_fk_curule_account_id FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_bank_entry
    ADD CONSTRAINT curule_bank_entry_statement_id_941e98fd_fk_curule_ba FOREIGN KEY (statement_id) REFERENCES curule_bank_statement(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_batch
    ADD CONSTRAINT curule_batch_account_id_cf291177_fk_curule_account_id FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_charge
    ADD CONSTRAINT curule_charge_account_id_156134cb_fk_curule_account_id FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_coupon_redemption
    ADD CONSTRAINT curule_coupon_redemp_account_id_f4305f6f_fk_curule_ac FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_credit_entry
    ADD CONSTRAINT curule_credit_entry_account_id_52bd1560_fk_curule_account_id FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_credit_note
    ADD CONSTRAINT curule_credit_note_account_id_c1910116_fk_curule_account_id FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_credit_note_line
    ADD CONSTRAINT curule_credit_note_l_account_id_4aa3ec31_fk_curule_ac FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_device
    ADD CONSTRAINT curule_device_account_id_968e5ece_fk_curule_account_id FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_directory_group
    ADD CONSTRAINT curule_directory_group_account_id_4c6e224e_fk_curule_account_id FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_directory_member
    ADD CONSTRAINT curule_directory_mem_account_id_6ee28d4d_fk_curule_ac FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_directory_person
    ADD CONSTRAINT curule_directory_per_account_id_f7d49858_fk_curule_ac FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_directory_token
    ADD CONSTRAINT curule_directory_token_account_id_301b13e2_fk_curule_account_id FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_dispute
    ADD CONSTRAINT curule_dispute_account_id_45b0bd45_fk_curule_account_id FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_domain
    ADD CONSTRAINT curule_domain_account_id_34550e5c_fk_curule_account_id FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_domain_claim
    ADD CONSTRAINT curule_domain_claim_account_id_fa98cefc_fk_curule_account_id FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_event
    ADD CONSTRAINT curule_event_account_id_8fd9a8ac_fk_curule_account_id FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_foreign_id
    ADD CONSTRAINT curule_foreign_id_account_id_9bf38980_fk_curule_account_id FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_invitation
    ADD CONSTRAINT curule_invitation_account_id_5f2f79a9_fk_curule_account_id FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_invoice
    ADD CONSTRAINT curule_invoice_account_id_ffcfc01c_fk_curule_account_id FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_invoice_line
    ADD CONSTRAINT curule_invoice_line_account_id_72743c0e_fk_curule_account_id FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_ledger_entry
    ADD CONSTRAINT curule_ledger_entry_account_id_1fec666d_fk_curule_account_id FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_ledger_transaction
    ADD CONSTRAINT curule_ledger_transa_account_id_ef0d27b0_fk_curule_ac FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_mail_choice
    ADD CONSTRAINT curule_mail_choice_person_id_17d0fc35_fk_curule_person_id FOREIGN KEY (person_id) REFERENCES curule_person(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_member
    ADD CONSTRAINT curule_member_account_id_c2c56807_fk_curule_account_id FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_member
    ADD CONSTRAINT curule_member_person_id_ed85cd8e_fk_curule_person_id FOREIGN KEY (person_id) REFERENCES curule_person(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_method_setup
    ADD CONSTRAINT curule_method_setup_account_id_5e655068_fk_curule_account_id FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_next_term
    ADD CONSTRAINT curule_next_term_account_id_a266b0ff_fk_curule_account_id FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_notice
    ADD CONSTRAINT curule_notice_account_id_642ee787_fk_curule_account_id FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_operation
    ADD CONSTRAINT curule_operation_account_id_844400e1_fk_curule_account_id FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_order
    ADD CONSTRAINT curule_order_account_id_8285f12a_fk_curule_account_id FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_outbox_message
    ADD CONSTRAINT curule_outbox_message_account_id_7842fc73_fk_curule_account_id FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_payment
    ADD CONSTRAINT curule_payment_account_id_34b5cb19_fk_curule_account_id FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_payment_method
    ADD CONSTRAINT curule_payment_method_account_id_46620652_fk_curule_account_id FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_pending_line
    ADD CONSTRAINT curule_pending_line_account_id_e1e5c3f0_fk_curule_account_id FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_people_import_row
    ADD CONSTRAINT curule_people_import_account_id_ada1e4b0_fk_curule_ac FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_people_import
    ADD CONSTRAINT curule_people_import_account_id_eb606e34_fk_curule_account_id FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_period
    ADD CONSTRAINT curule_period_account_id_57fc8393_fk_curule_account_id FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_plan
    ADD CONSTRAINT curule_plan_product_id_cc033ef7_fk_curule_product_id FOREIGN KEY (product_id) REFERENCES curule_product(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_plan_version
    ADD CONSTRAINT curule_plan_version_plan_id_5834b314_fk_curule_plan_id FOREIGN KEY (plan_id) REFERENCES curule_plan(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_price_change
    ADD CONSTRAINT curule_price_change_account_id_f53a24ec_fk_curule_account_id FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_price
    ADD CONSTRAINT curule_price_plan_version_id_0bd9af48_fk_curule_plan_version_id FOREIGN KEY (plan_version_id) REFERENCES curule_plan_version(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_price
    ADD CONSTRAINT curule_price_seat_type_id_3d3e8c3b_fk_curule_seat_type_id FOREIGN KEY (seat_type_id) REFERENCES curule_seat_type(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_quote
    ADD CONSTRAINT curule_quote_account_id_ac247fd8_fk_curule_account_id FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_refund
    ADD CONSTRAINT curule_refund_account_id_6e5a107c_fk_curule_account_id FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_revenue_schedule
    ADD CONSTRAINT curule_revenue_sched_account_id_6dd4e67b_fk_curule_ac FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_role_grant
    ADD CONSTRAINT curule_role_grant_account_id_027206f3_fk_curule_account_id FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_role_grant
    ADD CONSTRAINT curule_role_grant_person_id_faff9c23_fk_curule_person_id FOREIGN KEY (person_id) REFERENCES curule_person(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_scheduled_plan_change
    ADD CONSTRAINT curule_scheduled_pla_account_id_4c1728cb_fk_curule_ac FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_scheduled_reduction
    ADD CONSTRAINT curule_scheduled_red_account_id_24460234_fk_curule_ac FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_seat
    ADD CONSTRAINT curule_seat_account_id_bc297874_fk_curule_account_id FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_seat_maximum
    ADD CONSTRAINT curule_seat_maximum_account_id_7aa954a6_fk_curule_account_id FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_seat_request
    ADD CONSTRAINT curule_seat_request_account_id_da106288_fk_curule_account_id FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_seat_type
    ADD CONSTRAINT curule_seat_type_plan_version_id_28617f2c_fk_curule_pl FOREIGN KEY (plan_version_id) REFERENCES curule_plan_version(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_settlement
    ADD CONSTRAINT curule_settlement_joined_account_id_b79f751c_fk_curule_ac FOREIGN KEY (joined_account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_settlement
    ADD CONSTRAINT curule_settlement_own_account_id_68fab594_fk_curule_account_id FOREIGN KEY (own_account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_sign_in_demand
    ADD CONSTRAINT curule_sign_in_demand_account_id_ce759ac2_fk_curule_account_id FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_sso_connection
    ADD CONSTRAINT curule_sso_connection_account_id_aadc6aa4_fk_curule_account_id FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_sso_identity
    ADD CONSTRAINT curule_sso_identity_account_id_89017e76_fk_curule_account_id FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_staff_grant
    ADD CONSTRAINT curule_staff_grant_person_id_bfc9e420_fk_curule_person_id FOREIGN KEY (person_id) REFERENCES curule_person(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_subscription
    ADD CONSTRAINT curule_subscription_account_id_562b73b4_fk_curule_account_id FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_tax_id_check
    ADD CONSTRAINT curule_tax_id_check_account_id_ef69f359_fk_curule_account_id FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_waitlist_entry
    ADD CONSTRAINT curule_waitlist_entry_account_id_b6619e5b_fk_curule_account_id FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_webhook_attempt
    ADD CONSTRAINT curule_webhook_attempt_account_id_bba2945e_fk_curule_account_id FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_webhook_delivery
    ADD CONSTRAINT curule_webhook_deliv_account_id_417104bd_fk_curule_ac FOREIGN KEY (account_id) REFERENCES curule_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_device
    ADD CONSTRAINT device_assignment_id_fk FOREIGN KEY (account_id, assignment_id) REFERENCES curule_assignment(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_directory_group
    ADD CONSTRAINT directory_group_subscription_id_fk FOREIGN KEY (account_id, subscription_id) REFERENCES curule_subscription(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_directory_member
    ADD CONSTRAINT directory_member_group_id_fk FOREIGN KEY (account_id, group_id) REFERENCES curule_directory_group(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_directory_member
    ADD CONSTRAINT directory_member_person_id_fk FOREIGN KEY (account_id, person_id) REFERENCES curule_directory_person(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_dispute
    ADD CONSTRAINT dispute_payment_id_fk FOREIGN KEY (account_id, payment_id) REFERENCES curule_payment(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_domain
    ADD CONSTRAINT domain_claim_id_fk FOREIGN KEY (account_id, claim_id) REFERENCES curule_domain_claim(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_event
    ADD CONSTRAINT event_subscription_id_fk FOREIGN KEY (account_id, subscription_id) REFERENCES curule_subscription(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_foreign_id
    ADD CONSTRAINT foreign_id_subscription_id_fk FOREIGN KEY (account_id, subscription_id) REFERENCES curule_subscription(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_invitation
    ADD CONSTRAINT invitation_accepted_by_fk FOREIGN KEY (accepted_by) REFERENCES curule_person(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_invitation
    ADD CONSTRAINT invitation_seat_type_id_fk FOREIGN KEY (seat_type_id) REFERENCES curule_seat_type(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_invitation
    ADD CONSTRAINT invitation_subscription_id_fk FOREIGN KEY (account_id, subscription_id) REFERENCES curule_subscription(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_invoice_line
    ADD CONSTRAINT invoice_line_invoice_id_fk FOREIGN KEY (account_id, invoice_id) REFERENCES curule_invoice(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_invoice_line
    ADD CONSTRAINT invoice_line_seat_type_id_fk FOREIGN KEY (seat_type_id) REFERENCES curule_seat_type(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_invoice
    ADD CONSTRAINT invoice_subscription_id_fk FOREIGN KEY (account_id, subscription_id) REFERENCES curule_subscription(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_ledger_entry
    ADD CONSTRAINT ledger_entry_transaction_id_fk FOREIGN KEY (account_id, transaction_id) REFERENCES curule_ledger_transaction(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_method_setup
    ADD CONSTRAINT method_setup_method_id_fk FOREIGN KEY (account_id, method_id) REFERENCES curule_payment_method(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_user_id_0c3a50c0_fk_curule_person_id FOREIGN KEY (user_id) REFERENCES curule_person(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_next_term
    ADD CONSTRAINT next_term_order_id_fk FOREIGN KEY (account_id, order_id) REFERENCES curule_order(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_next_term
    ADD CONSTRAINT next_term_subscription_id_fk FOREIGN KEY (account_id, subscription_id) REFERENCES curule_subscription(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_order
    ADD CONSTRAINT order_invoice_id_fk FOREIGN KEY (account_id, invoice_id) REFERENCES curule_invoice(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_order
    ADD CONSTRAINT order_quote_id_fk FOREIGN KEY (account_id, quote_id) REFERENCES curule_quote(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_order
    ADD CONSTRAINT order_subscription_id_fk FOREIGN KEY (account_id, subscription_id) REFERENCES curule_subscription(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_outbox_message
    ADD CONSTRAINT outbox_message_invitation_id_fk FOREIGN KEY (account_id, invitation_id) REFERENCES curule_invitation(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_outbox_message
    ADD CONSTRAINT outbox_message_subscription_id_fk FOREIGN KEY (account_id, subscription_id) REFERENCES curule_subscription(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_payment
    ADD CONSTRAINT payment_invoice_id_fk FOREIGN KEY (account_id, invoice_id) REFERENCES curule_invoice(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_payment
    ADD CONSTRAINT payment_method_id_fk FOREIGN KEY (account_id, method_id) REFERENCES curule_payment_method(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_pending_line
    ADD CONSTRAINT pending_line_charge_id_fk FOREIGN KEY (account_id, charge_id) REFERENCES curule_charge(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_pending_line
    ADD CONSTRAINT pending_line_invoice_id_fk FOREIGN KEY (account_id, invoice_id) REFERENCES curule_invoice(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_pending_line
    ADD CONSTRAINT pending_line_seat_type_id_fk FOREIGN KEY (seat_type_id) REFERENCES curule_seat_type(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_pending_line
    ADD CONSTRAINT pending_line_subscription_id_fk FOREIGN KEY (account_id, subscription_id) REFERENCES curule_subscription(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_people_import_row
    ADD CONSTRAINT people_import_row_import_id_fk FOREIGN KEY (account_id, import_id) REFERENCES curule_people_import(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_people_import
    ADD CONSTRAINT people_import_seat_type_id_fk FOREIGN KEY (seat_type_id) REFERENCES curule_seat_type(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_people_import
    ADD CONSTRAINT people_import_subscription_id_fk FOREIGN KEY (account_id, subscription_id) REFERENCES curule_subscription(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_period
    ADD CONSTRAINT period_subscription_id_fk FOREIGN KEY (account_id, subscription_id) REFERENCES curule_subscription(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_price_change
    ADD CONSTRAINT price_change_from_version_id_fk FOREIGN KEY (from_version_id) REFERENCES curule_plan_version(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_price_change
    ADD CONSTRAINT price_change_plan_version_id_fk FOREIGN KEY (plan_version_id) REFERENCES curule_plan_version(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_price_change
    ADD CONSTRAINT price_change_subscription_id_fk FOREIGN KEY (account_id, subscription_id) REFERENCES curule_subscription(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_price
    ADD CONSTRAINT price_seat_type_of_version_fk FOREIGN KEY (plan_version_id, seat_type_id) REFERENCES curule_seat_type(plan_version_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY procrastinate_events
    ADD CONSTRAINT procrastinate_events_job_id_fkey FOREIGN KEY (job_id) REFERENCES procrastinate_jobs(id) ON DELETE CASCADE;
ALTER TABLE ONLY procrastinate_jobs
    ADD CONSTRAINT procrastinate_jobs_worker_id_fkey FOREIGN KEY (worker_id) REFERENCES procrastinate_workers(id) ON DELETE SET NULL;
ALTER TABLE ONLY procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_job_id_fkey FOREIGN KEY (job_id) REFERENCES procrastinate_jobs(id);
ALTER TABLE ONLY curule_quote
    ADD CONSTRAINT quote_subscription_id_fk FOREIGN KEY (account_id, subscription_id) REFERENCES curule_subscription(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_refund
    ADD CONSTRAINT refund_credit_note_id_fk FOREIGN KEY (account_id, credit_note_id) REFERENCES curule_credit_note(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_refund
    ADD CONSTRAINT refund_payment_id_fk FOREIGN KEY (account_id, payment_id) REFERENCES curule_payment(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_scheduled_plan_change
    ADD CONSTRAINT scheduled_plan_change_plan_version_id_fk FOREIGN KEY (plan_version_id) REFERENCES curule_plan_version(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_scheduled_plan_change
    ADD CONSTRAINT scheduled_plan_change_subscription_id_fk FOREIGN KEY (account_id, subscription_id) REFERENCES curule_subscription(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_scheduled_reduction
    ADD CONSTRAINT scheduled_reduction_seat_type_id_fk FOREIGN KEY (seat_type_id) REFERENCES curule_seat_type(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_scheduled_reduction
    ADD CONSTRAINT scheduled_reduction_subscription_id_fk FOREIGN KEY (account_id, subscription_id) REFERENCES curule_subscription(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_seat
    ADD CONSTRAINT seat_assignment_id_fk FOREIGN KEY (account_id, assignment_id) REFERENCES curule_assignment(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_seat_maximum
    ADD CONSTRAINT seat_maximum_product_id_fk FOREIGN KEY (product_id) REFERENCES curule_product(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_seat
    ADD CONSTRAINT seat_order_id_fk FOREIGN KEY (account_id, order_id) REFERENCES curule_order(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_seat_request
    ADD CONSTRAINT seat_request_person_id_fk FOREIGN KEY (person_id) REFERENCES curule_person(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_seat_request
    ADD CONSTRAINT seat_request_seat_type_id_fk FOREIGN KEY (seat_type_id) REFERENCES curule_seat_type(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_seat_request
    ADD CONSTRAINT seat_request_subscription_id_fk FOREIGN KEY (account_id, subscription_id) REFERENCES curule_subscription(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_seat
    ADD CONSTRAINT seat_seat_type_id_fk FOREIGN KEY (seat_type_id) REFERENCES curule_seat_type(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_seat
    ADD CONSTRAINT seat_subscription_id_fk FOREIGN KEY (account_id, subscription_id) REFERENCES curule_subscription(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_settlement
    ADD CONSTRAINT settlement_invitation_id_fk FOREIGN KEY (joined_account_id, invitation_id) REFERENCES curule_invitation(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_settlement
    ADD CONSTRAINT settlement_own_subscription_id_fk FOREIGN KEY (own_account_id, own_subscription_id) REFERENCES curule_subscription(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_settlement
    ADD CONSTRAINT settlement_person_id_fk FOREIGN KEY (person_id) REFERENCES curule_person(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_sso_identity
    ADD CONSTRAINT sso_identity_connection_id_fk FOREIGN KEY (account_id, connection_id) REFERENCES curule_sso_connection(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_sso_identity
    ADD CONSTRAINT sso_identity_person_id_fk FOREIGN KEY (person_id) REFERENCES curule_person(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_subscription
    ADD CONSTRAINT subscription_method_id_fk FOREIGN KEY (account_id, method_id) REFERENCES curule_payment_method(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_subscription
    ADD CONSTRAINT subscription_plan_version_id_fk FOREIGN KEY (plan_version_id) REFERENCES curule_plan_version(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_subscription
    ADD CONSTRAINT subscription_product_id_fk FOREIGN KEY (product_id) REFERENCES curule_product(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_waitlist_entry
    ADD CONSTRAINT waitlist_entry_seat_type_id_fk FOREIGN KEY (seat_type_id) REFERENCES curule_seat_type(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_waitlist_entry
    ADD CONSTRAINT waitlist_entry_subscription_id_fk FOREIGN KEY (account_id, subscription_id) REFERENCES curule_subscription(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_webhook_attempt
    ADD CONSTRAINT webhook_attempt_delivery_id_fk FOREIGN KEY (account_id, delivery_id) REFERENCES curule_webhook_delivery(account_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_webhook_delivery
    ADD CONSTRAINT webhook_delivery_endpoint_id_fk FOREIGN KEY (endpoint_id) REFERENCES curule_webhook_endpoint(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY curule_webhook_delivery
    ADD CONSTRAINT webhook_delivery_event_id_fk FOREIGN KEY (account_id, event_id) REFERENCES curule_event(account_id, id) DEFERRABLE INITIALLY DEFERRED;
REVOKE UPDATE, DELETE, TRUNCATE ON TABLE curule_credit_entry FROM PUBLIC, CURRENT_USER;
REVOKE DELETE, TRUNCATE ON TABLE curule_credit_note FROM PUBLIC, CURRENT_USER;
REVOKE UPDATE, DELETE, TRUNCATE ON TABLE curule_credit_note_line FROM PUBLIC, CURRENT_USER;
REVOKE UPDATE, DELETE, TRUNCATE ON TABLE curule_event FROM PUBLIC, CURRENT_USER;
REVOKE DELETE, TRUNCATE ON TABLE curule_invoice FROM PUBLIC, CURRENT_USER;
REVOKE UPDATE, DELETE, TRUNCATE ON TABLE curule_invoice_line FROM PUBLIC, CURRENT_USER;
REVOKE UPDATE, DELETE, TRUNCATE ON TABLE curule_ledger_entry FROM PUBLIC, CURRENT_USER;
REVOKE DELETE, TRUNCATE ON TABLE curule_ledger_transaction FROM PUBLIC, CURRENT_USER;
REVOKE UPDATE, DELETE, TRUNCATE ON TABLE curule_lost_numbers FROM PUBLIC, CURRENT_USER;
REVOKE UPDATE, DELETE, TRUNCATE ON TABLE curule_notice FROM PUBLIC, CURRENT_USER;
REVOKE DELETE, TRUNCATE ON TABLE curule_operation FROM PUBLIC, CURRENT_USER;
