import pgtrigger.compiler
from django.db import migrations

import curule.data.operations
import curule.data.rules


class Migration(migrations.Migration):
    dependencies = [
        ("curule", "0001_tables"),
    ]

    operations = [
        migrations.RunSQL(
            sql="SET LOCAL lock_timeout = '4s'",
            reverse_sql="",
        ),
        curule.data.operations.InstallRules(
            rules=[
                (
                    "testclock",
                    pgtrigger.compiler.Trigger(
                        name="test_clock_goes_on",
                        sql=curule.data.rules.RuleSql(
                            condition="WHEN (NEW.now < OLD.now)",
                            func="RAISE EXCEPTION 'test_clock_goes_on: it never goes back' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'test_clock_goes_on', TABLE = TG_TABLE_NAME;",
                            hash="617fedc0e7ae473e88d63aa632599f26c49b9d15",
                            operation="UPDATE",
                            pgid="pgtrigger_test_clock_goes_on_89b48",
                            table="curule_test_clock",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "assignment",
                    pgtrigger.compiler.Trigger(
                        name="assignment_kept",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'assignment_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'assignment_kept', TABLE = TG_TABLE_NAME;",
                            hash="75b257614a18ae3ef514c1bfca8c25634fecbe7d",
                            operation="DELETE",
                            pgid="pgtrigger_assignment_kept_038f4",
                            table="curule_assignment",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "assignment",
                    pgtrigger.compiler.Trigger(
                        name="assignment_not_emptied",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'assignment_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'assignment_not_emptied', TABLE = TG_TABLE_NAME;",
                            hash="c5cef4535dcc7b6878c7ada7c78cda77a218f5a4",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_assignment_not_emptied_a306e",
                            table="curule_assignment",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "assignment",
                    pgtrigger.compiler.Trigger(
                        name="assignment_closed",
                        sql=curule.data.rules.RuleSql(
                            condition='WHEN (OLD.ended_at IS NOT NULL AND (OLD."id", OLD."account_id", OLD."subscription_id", OLD."pool_id", OLD."seat_type_id", OLD."seat_id", OLD."person_id", OLD."invitation_id", OLD."state", OLD."started_at", OLD."activated_at", OLD."last_active_at", OLD."ended_at", OLD."assigned_by", OLD."ended_by") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."subscription_id", NEW."pool_id", NEW."seat_type_id", NEW."seat_id", NEW."person_id", NEW."invitation_id", NEW."state", NEW."started_at", NEW."activated_at", NEW."last_active_at", NEW."ended_at", NEW."assigned_by", NEW."ended_by"))',
                            func="RAISE EXCEPTION 'assignment_closed: only email, end_reason may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'assignment_closed', TABLE = TG_TABLE_NAME;",
                            hash="43c5fa99dbbb00504f32c442fe74534c48128d09",
                            operation="UPDATE",
                            pgid="pgtrigger_assignment_closed_8c842",
                            table="curule_assignment",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "assignment",
                    pgtrigger.compiler.Trigger(
                        name="assignment_same_holder",
                        sql=curule.data.rules.RuleSql(
                            condition="WHEN (OLD.person_id IS DISTINCT FROM NEW.person_id AND OLD.person_id IS NOT NULL OR OLD.state = 'active' AND NEW.state = 'held')",
                            func="RAISE EXCEPTION 'assignment_same_holder: another holder is another assignment' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'assignment_same_holder', TABLE = TG_TABLE_NAME;",
                            hash="facda3b228b65b1fd348ba04d9c6468111bb1d08",
                            operation="UPDATE",
                            pgid="pgtrigger_assignment_same_holder_c623d",
                            table="curule_assignment",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "assignment",
                    pgtrigger.compiler.Trigger(
                        name="assignment_in_its_seat",
                        sql=curule.data.rules.RuleSql(
                            constraint="CONSTRAINT",
                            func="IF EXISTS (\n    SELECT FROM curule_assignment a\n    LEFT JOIN curule_seat s ON s.account_id = a.account_id AND s.id = a.seat_id\n    WHERE a.account_id = NEW.account_id AND a.id = NEW.id AND CASE\n        WHEN a.ended_at IS NOT NULL THEN s.assignment_id = a.id\n        ELSE (s.assignment_id, s.subscription_id, s.pool_id, s.seat_type_id)\n            IS DISTINCT FROM (a.id, a.subscription_id, a.pool_id, a.seat_type_id)\n            OR a.started_at < s.starts_at OR a.started_at >= s.ends_at\n    END\n) THEN RAISE EXCEPTION 'assignment_in_its_seat: an open assignment and its seat must name each other, in one pool and seat type' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'assignment_in_its_seat', TABLE = TG_TABLE_NAME; END IF;",
                            hash="d443e82f9a6fb3a38560e390e48b2e30be3b6a98",
                            operation='INSERT OR UPDATE OF "ended_at", "seat_id", "pool_id", "seat_type_id"',
                            pgid="pgtrigger_assignment_in_its_seat_f0806",
                            table="curule_assignment",
                            timing="DEFERRABLE INITIALLY DEFERRED",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "batch",
                    pgtrigger.compiler.Trigger(
                        name="batch_kept",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'batch_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'batch_kept', TABLE = TG_TABLE_NAME;",
                            hash="aa3c1a87a18d268cbfb5803e13094e9aaad136f5",
                            operation="DELETE",
                            pgid="pgtrigger_batch_kept_06b31",
                            table="curule_batch",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "batch",
                    pgtrigger.compiler.Trigger(
                        name="batch_not_emptied",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'batch_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'batch_not_emptied', TABLE = TG_TABLE_NAME;",
                            hash="37daa4d851e4e5c6184c3cf857e539dc485b18cb",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_batch_not_emptied_255d1",
                            table="curule_batch",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "batch",
                    pgtrigger.compiler.Trigger(
                        name="batch_as_begun",
                        sql=curule.data.rules.RuleSql(
                            condition='WHEN ((OLD."id", OLD."account_id", OLD."subscription_id", OLD."order_id", OLD."starts_at") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."subscription_id", NEW."order_id", NEW."starts_at"))',
                            func="RAISE EXCEPTION 'batch_as_begun: only ends_at may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'batch_as_begun', TABLE = TG_TABLE_NAME;",
                            hash="c0233dc682c0f6f2ddf703f08f5037c84b793008",
                            operation="UPDATE",
                            pgid="pgtrigger_batch_as_begun_bfdd1",
                            table="curule_batch",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "charge",
                    pgtrigger.compiler.Trigger(
                        name="charge_kept",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'charge_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'charge_kept', TABLE = TG_TABLE_NAME;",
                            hash="bfd80cdba9c264bf6da6f13ee5de495a348364c6",
                            operation="DELETE",
                            pgid="pgtrigger_charge_kept_f42bb",
                            table="curule_charge",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "charge",
                    pgtrigger.compiler.Trigger(
                        name="charge_not_emptied",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'charge_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'charge_not_emptied', TABLE = TG_TABLE_NAME;",
                            hash="307fc2317386dcdcfcbe66ba834c9fa720e23d9a",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_charge_not_emptied_81919",
                            table="curule_charge",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "charge",
                    pgtrigger.compiler.Trigger(
                        name="charge_as_charged",
                        sql=curule.data.rules.RuleSql(
                            condition='WHEN (OLD.invoice_id IS NOT NULL AND (OLD."id", OLD."account_id", OLD."subscription_id", OLD."pool_id", OLD."seat_type_id", OLD."price_id", OLD."invoice_id", OLD."charged_quantity", OLD."base_quantity", OLD."period_starts_at", OLD."period_ends_at", OLD."starts_at", OLD."numerator", OLD."denominator", OLD."amount_minor") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."subscription_id", NEW."pool_id", NEW."seat_type_id", NEW."price_id", NEW."invoice_id", NEW."charged_quantity", NEW."base_quantity", NEW."period_starts_at", NEW."period_ends_at", NEW."starts_at", NEW."numerator", NEW."denominator", NEW."amount_minor"))',
                            func="RAISE EXCEPTION 'charge_as_charged: only quantity, credited_minor, closed_at may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'charge_as_charged', TABLE = TG_TABLE_NAME;",
                            hash="32cd5620dc3065758ceaba8c11a708d5fe577be9",
                            operation="UPDATE",
                            pgid="pgtrigger_charge_as_charged_10ea6",
                            table="curule_charge",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "charge",
                    pgtrigger.compiler.Trigger(
                        name="charge_credit_stays",
                        sql=curule.data.rules.RuleSql(
                            condition="WHEN (NEW.credited_minor < OLD.credited_minor)",
                            func="RAISE EXCEPTION 'charge_credit_stays: what was given back stays given back' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'charge_credit_stays', TABLE = TG_TABLE_NAME;",
                            hash="cb773982c4e26f915a00941f49cfd5267e5ea6a5",
                            operation="UPDATE",
                            pgid="pgtrigger_charge_credit_stays_7ac78",
                            table="curule_charge",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "creditentry",
                    pgtrigger.compiler.Trigger(
                        name="credit_entry_append_only",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'credit_entry_append_only: its rows never change and never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'credit_entry_append_only', TABLE = TG_TABLE_NAME;",
                            hash="4d24ec13f2fdc3d5206cbad719816997dbe9defb",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_credit_entry_append_only_3a495",
                            table="curule_credit_entry",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "creditentry",
                    pgtrigger.compiler.Trigger(
                        name="credit_entry_not_emptied",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'credit_entry_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'credit_entry_not_emptied', TABLE = TG_TABLE_NAME;",
                            hash="8fdd0b84367769249ab721e3d720bf965f48f0b4",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_credit_entry_not_emptied_9d51d",
                            table="curule_credit_entry",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "creditentry",
                    pgtrigger.compiler.Trigger(
                        name="credit_entry_continues",
                        sql=curule.data.rules.RuleSql(
                            declare="DECLARE balance bigint;",
                            func="\n    SELECT balance_after_minor INTO balance FROM curule_credit_entry\n    WHERE account_id = NEW.account_id AND currency = NEW.currency AND number = NEW.number - 1;\nIF balance IS NULL AND NEW.number <> 1 OR COALESCE(balance, 0) + NEW.amount_minor <> NEW.balance_after_minor THEN RAISE EXCEPTION 'credit_entry_continues: it does not continue the balance' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'credit_entry_continues', TABLE = TG_TABLE_NAME; END IF;",
                            hash="711697aba1ea9dd813ebaf1c4809faeb957baa8a",
                            operation="INSERT",
                            pgid="pgtrigger_credit_entry_continues_353e7",
                            table="curule_credit_entry",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "creditnote",
                    pgtrigger.compiler.Trigger(
                        name="credit_note_kept",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'credit_note_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'credit_note_kept', TABLE = TG_TABLE_NAME;",
                            hash="fdc5f765d6edfc99899064618ab76549af73f1ff",
                            operation="DELETE",
                            pgid="pgtrigger_credit_note_kept_1d485",
                            table="curule_credit_note",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "creditnote",
                    pgtrigger.compiler.Trigger(
                        name="credit_note_not_emptied",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'credit_note_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'credit_note_not_emptied', TABLE = TG_TABLE_NAME;",
                            hash="62f7a61adb2f5774778472cb7fbe3a665a5fff52",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_credit_note_not_emptied_eb6b2",
                            table="curule_credit_note",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "creditnote",
                    pgtrigger.compiler.Trigger(
                        name="credit_note_issued",
                        sql=curule.data.rules.RuleSql(
                            condition='WHEN ((OLD."id", OLD."account_id", OLD."subscription_id", OLD."invoice_id", OLD."reason", OLD."currency", OLD."subtotal_minor", OLD."tax_rate", OLD."tax_minor", OLD."total_minor", OLD."to_open_minor", OLD."to_credit_minor", OLD."to_refund_minor", OLD."issued_at") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."subscription_id", NEW."invoice_id", NEW."reason", NEW."currency", NEW."subtotal_minor", NEW."tax_rate", NEW."tax_minor", NEW."total_minor", NEW."to_open_minor", NEW."to_credit_minor", NEW."to_refund_minor", NEW."issued_at"))',
                            func="RAISE EXCEPTION 'credit_note_issued: only number may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'credit_note_issued', TABLE = TG_TABLE_NAME;",
                            hash="62b9072b843c7c93baf0a3cd2ac540fa5b5bebc0",
                            operation="UPDATE",
                            pgid="pgtrigger_credit_note_issued_5ea7d",
                            table="curule_credit_note",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "creditnote",
                    pgtrigger.compiler.Trigger(
                        name="credit_note_keeps_its_number",
                        sql=curule.data.rules.RuleSql(
                            condition="WHEN (OLD.number IS NOT NULL AND NEW.number IS DISTINCT FROM OLD.number)",
                            func="RAISE EXCEPTION 'credit_note_keeps_its_number: a number is given once' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'credit_note_keeps_its_number', TABLE = TG_TABLE_NAME;",
                            hash="f003149bb9358f51f8daec381881659ab1595099",
                            operation="UPDATE",
                            pgid="pgtrigger_credit_note_keeps_its_number_1a780",
                            table="curule_credit_note",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "creditnote",
                    pgtrigger.compiler.Trigger(
                        name="credit_note_has_a_number",
                        sql=curule.data.rules.RuleSql(
                            condition="WHEN (NEW.number IS NULL)",
                            constraint="CONSTRAINT",
                            func="IF EXISTS (SELECT FROM curule_credit_note d WHERE d.account_id = NEW.account_id AND d.id = NEW.id AND d.number IS NULL) THEN RAISE EXCEPTION 'credit_note_has_a_number: it has no number' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'credit_note_has_a_number', TABLE = TG_TABLE_NAME; END IF;",
                            hash="9766c26fb29e6bcef0ad0563f6f04525f7136539",
                            operation="INSERT",
                            pgid="pgtrigger_credit_note_has_a_number_f1f1a",
                            table="curule_credit_note",
                            timing="DEFERRABLE INITIALLY DEFERRED",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "creditnote",
                    pgtrigger.compiler.Trigger(
                        name="credit_note_is_its_lines",
                        sql=curule.data.rules.RuleSql(
                            constraint="CONSTRAINT",
                            func="IF EXISTS (\n    SELECT FROM curule_credit_note n\n    WHERE n.account_id = NEW.account_id\n    AND n.subtotal_minor <> (\n        SELECT COALESCE(SUM(l.amount_minor), 0) FROM curule_credit_note_line l\n        WHERE l.account_id = n.account_id AND l.credit_note_id = n.id\n    )\n AND n.id = NEW.id) THEN RAISE EXCEPTION 'credit_note_is_its_lines: its subtotal is not the sum of its lines' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'credit_note_is_its_lines', TABLE = TG_TABLE_NAME; END IF;",
                            hash="5d29b4ca335df9edbd4b4be4962f68c8782c2baf",
                            operation="INSERT",
                            pgid="pgtrigger_credit_note_is_its_lines_09404",
                            table="curule_credit_note",
                            timing="DEFERRABLE INITIALLY DEFERRED",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "creditnoteline",
                    pgtrigger.compiler.Trigger(
                        name="credit_note_line_append_only",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'credit_note_line_append_only: its rows never change and never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'credit_note_line_append_only', TABLE = TG_TABLE_NAME;",
                            hash="2366a50c82cc73ad804fde2b04dfffcdfac73854",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_credit_note_line_append_only_eee19",
                            table="curule_credit_note_line",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "creditnoteline",
                    pgtrigger.compiler.Trigger(
                        name="credit_note_line_not_emptied",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'credit_note_line_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'credit_note_line_not_emptied', TABLE = TG_TABLE_NAME;",
                            hash="2a3d3829299f03bf9d01600650e2166148808c3a",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_credit_note_line_not_emptied_731e1",
                            table="curule_credit_note_line",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "creditnoteline",
                    pgtrigger.compiler.Trigger(
                        name="credit_note_line_of_its_note",
                        sql=curule.data.rules.RuleSql(
                            constraint="CONSTRAINT",
                            func="IF EXISTS (\n    SELECT FROM curule_credit_note n\n    WHERE n.account_id = NEW.account_id\n    AND n.subtotal_minor <> (\n        SELECT COALESCE(SUM(l.amount_minor), 0) FROM curule_credit_note_line l\n        WHERE l.account_id = n.account_id AND l.credit_note_id = n.id\n    )\n AND n.id = NEW.credit_note_id) THEN RAISE EXCEPTION 'credit_note_line_of_its_note: the subtotal of its credit note is not the sum of the lines' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'credit_note_line_of_its_note', TABLE = TG_TABLE_NAME; END IF;",
                            hash="b6671ee1d4fb9df5dad608d13f1f24dec558d6b9",
                            operation="INSERT",
                            pgid="pgtrigger_credit_note_line_of_its_note_e6b62",
                            table="curule_credit_note_line",
                            timing="DEFERRABLE INITIALLY DEFERRED",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "event",
                    pgtrigger.compiler.Trigger(
                        name="event_append_only",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'event_append_only: its rows never change and never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'event_append_only', TABLE = TG_TABLE_NAME;",
                            hash="154668347c84a410b42461d07a984e87c7ca35aa",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_event_append_only_06fd6",
                            table="curule_event",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "event",
                    pgtrigger.compiler.Trigger(
                        name="event_not_emptied",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'event_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'event_not_emptied', TABLE = TG_TABLE_NAME;",
                            hash="2d38033981d888032cb952b802c25a4da3fb2a97",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_event_not_emptied_18410",
                            table="curule_event",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "invitation",
                    pgtrigger.compiler.Trigger(
                        name="invitation_kept",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'invitation_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invitation_kept', TABLE = TG_TABLE_NAME;",
                            hash="a74e565c24789dcd305da31b5e3d3b91773a7cd2",
                            operation="DELETE",
                            pgid="pgtrigger_invitation_kept_2fedc",
                            table="curule_invitation",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "invitation",
                    pgtrigger.compiler.Trigger(
                        name="invitation_not_emptied",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'invitation_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invitation_not_emptied', TABLE = TG_TABLE_NAME;",
                            hash="53ee6c6869354df33eedce954a37cc0954fa2494",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_invitation_not_emptied_1daae",
                            table="curule_invitation",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "invitation",
                    pgtrigger.compiler.Trigger(
                        name="invitation_closed",
                        sql=curule.data.rules.RuleSql(
                            condition='WHEN (OLD.status <> \'open\' AND (OLD."id", OLD."account_id", OLD."subscription_id", OLD."pool_id", OLD."seat_type_id", OLD."email", OLD."first_name", OLD."last_name", OLD."language", OLD."status", OLD."generation", OLD."holds_seat", OLD."invited_by", OLD."invited_at", OLD."sent_count", OLD."expires_at", OLD."accepted_by", OLD."closed_at") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."subscription_id", NEW."pool_id", NEW."seat_type_id", NEW."email", NEW."first_name", NEW."last_name", NEW."language", NEW."status", NEW."generation", NEW."holds_seat", NEW."invited_by", NEW."invited_at", NEW."sent_count", NEW."expires_at", NEW."accepted_by", NEW."closed_at"))',
                            func="RAISE EXCEPTION 'invitation_closed: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invitation_closed', TABLE = TG_TABLE_NAME;",
                            hash="0270c37c759a1ddf4bf86d9cd2e4520f0e2f3dab",
                            operation="UPDATE",
                            pgid="pgtrigger_invitation_closed_97e92",
                            table="curule_invitation",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "invitation",
                    pgtrigger.compiler.Trigger(
                        name="invitation_same_address",
                        sql=curule.data.rules.RuleSql(
                            condition="WHEN (NEW.email <> OLD.email)",
                            func="RAISE EXCEPTION 'invitation_same_address: it is bound to its address' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invitation_same_address', TABLE = TG_TABLE_NAME;",
                            hash="a1893c3ac9242289dfb938d7aab6d10fd77c599f",
                            operation="UPDATE",
                            pgid="pgtrigger_invitation_same_address_d1c34",
                            table="curule_invitation",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "invoice",
                    pgtrigger.compiler.Trigger(
                        name="invoice_kept",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'invoice_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_kept', TABLE = TG_TABLE_NAME;",
                            hash="80577106cf4df3dfb942acb6c0c2b5ce7f0059f3",
                            operation="DELETE",
                            pgid="pgtrigger_invoice_kept_c105b",
                            table="curule_invoice",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "invoice",
                    pgtrigger.compiler.Trigger(
                        name="invoice_not_emptied",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'invoice_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_not_emptied', TABLE = TG_TABLE_NAME;",
                            hash="2b67eaedc2f2304cef6ef5fbba3ef2ff51b355b8",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_invoice_not_emptied_42149",
                            table="curule_invoice",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "invoice",
                    pgtrigger.compiler.Trigger(
                        name="invoice_issued",
                        sql=curule.data.rules.RuleSql(
                            condition='WHEN (OLD.status <> \'draft\' AND (OLD."id", OLD."account_id", OLD."subscription_id", OLD."kind", OLD."currency", OLD."subtotal_minor", OLD."tax_rate", OLD."tax_minor", OLD."total_minor", OLD."period_starts_at", OLD."period_ends_at", OLD."issued_at", OLD."due_at", OLD."raised_by") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."subscription_id", NEW."kind", NEW."currency", NEW."subtotal_minor", NEW."tax_rate", NEW."tax_minor", NEW."total_minor", NEW."period_starts_at", NEW."period_ends_at", NEW."issued_at", NEW."due_at", NEW."raised_by"))',
                            func="RAISE EXCEPTION 'invoice_issued: only number, status, paid_minor, credited_minor, is_granted, next_attempt_at, attempts, closed_at may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_issued', TABLE = TG_TABLE_NAME;",
                            hash="77c4dcb3ad889b731ec2e039b8b0e1d70e9548d5",
                            operation="UPDATE",
                            pgid="pgtrigger_invoice_issued_5426a",
                            table="curule_invoice",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "invoice",
                    pgtrigger.compiler.Trigger(
                        name="invoice_status_one_way",
                        sql=curule.data.rules.RuleSql(
                            condition="WHEN (OLD.status <> NEW.status AND NOT (OLD.status = 'draft' AND NEW.status IN ('open') OR OLD.status = 'open' AND NEW.status IN ('paid', 'void', 'uncollectible') OR OLD.status = 'paid' AND NEW.status IN ('open') OR OLD.status = 'uncollectible' AND NEW.status IN ('open', 'paid')))",
                            func="RAISE EXCEPTION 'invoice_status_one_way: its status does not go that way' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_status_one_way', TABLE = TG_TABLE_NAME;",
                            hash="8642ac11603ec024ba1b4a836f92ea3058da3dcc",
                            operation="UPDATE",
                            pgid="pgtrigger_invoice_status_one_way_088c9",
                            table="curule_invoice",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "invoice",
                    pgtrigger.compiler.Trigger(
                        name="invoice_keeps_its_number",
                        sql=curule.data.rules.RuleSql(
                            condition="WHEN (OLD.number IS NOT NULL AND NEW.number IS DISTINCT FROM OLD.number)",
                            func="RAISE EXCEPTION 'invoice_keeps_its_number: a number is given once' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_keeps_its_number', TABLE = TG_TABLE_NAME;",
                            hash="c389f08d60062936a9d6050fdf0a46affe2ae159",
                            operation="UPDATE",
                            pgid="pgtrigger_invoice_keeps_its_number_d9361",
                            table="curule_invoice",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "invoice",
                    pgtrigger.compiler.Trigger(
                        name="invoice_has_a_number",
                        sql=curule.data.rules.RuleSql(
                            condition="WHEN (NEW.number IS NULL)",
                            constraint="CONSTRAINT",
                            func="IF EXISTS (SELECT FROM curule_invoice d WHERE d.account_id = NEW.account_id AND d.id = NEW.id AND d.number IS NULL) THEN RAISE EXCEPTION 'invoice_has_a_number: it has no number' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_has_a_number', TABLE = TG_TABLE_NAME; END IF;",
                            hash="2fc20589cd16c09c0a46414a7674e953d7144d12",
                            operation="INSERT",
                            pgid="pgtrigger_invoice_has_a_number_16188",
                            table="curule_invoice",
                            timing="DEFERRABLE INITIALLY DEFERRED",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "invoice",
                    pgtrigger.compiler.Trigger(
                        name="invoice_is_its_lines",
                        sql=curule.data.rules.RuleSql(
                            constraint="CONSTRAINT",
                            func="IF EXISTS (\n    SELECT FROM curule_invoice i\n    WHERE i.account_id = NEW.account_id AND i.status <> 'draft'\n    AND i.subtotal_minor <> (\n        SELECT COALESCE(SUM(l.amount_minor), 0) FROM curule_invoice_line l\n        WHERE l.account_id = i.account_id AND l.invoice_id = i.id\n    )\n AND i.id = NEW.id) THEN RAISE EXCEPTION 'invoice_is_its_lines: its subtotal is not the sum of its lines' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_is_its_lines', TABLE = TG_TABLE_NAME; END IF;",
                            hash="9e13c61ec50e61bf1e0a21a2fbe67d91b3d4d2b0",
                            operation='INSERT OR UPDATE OF "status"',
                            pgid="pgtrigger_invoice_is_its_lines_6ee3c",
                            table="curule_invoice",
                            timing="DEFERRABLE INITIALLY DEFERRED",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "invoiceline",
                    pgtrigger.compiler.Trigger(
                        name="invoice_line_append_only",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'invoice_line_append_only: its rows never change and never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_line_append_only', TABLE = TG_TABLE_NAME;",
                            hash="7147428f1e3dac2919bbbe5da7ad3675fba68933",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_invoice_line_append_only_1ac8d",
                            table="curule_invoice_line",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "invoiceline",
                    pgtrigger.compiler.Trigger(
                        name="invoice_line_not_emptied",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'invoice_line_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_line_not_emptied', TABLE = TG_TABLE_NAME;",
                            hash="702ff1ae77a82f56d24f9cbfcdb3768874e2cc09",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_invoice_line_not_emptied_baa6c",
                            table="curule_invoice_line",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "invoiceline",
                    pgtrigger.compiler.Trigger(
                        name="invoice_line_of_its_invoice",
                        sql=curule.data.rules.RuleSql(
                            constraint="CONSTRAINT",
                            func="IF EXISTS (\n    SELECT FROM curule_invoice i\n    WHERE i.account_id = NEW.account_id AND i.status <> 'draft'\n    AND i.subtotal_minor <> (\n        SELECT COALESCE(SUM(l.amount_minor), 0) FROM curule_invoice_line l\n        WHERE l.account_id = i.account_id AND l.invoice_id = i.id\n    )\n AND i.id = NEW.invoice_id) THEN RAISE EXCEPTION 'invoice_line_of_its_invoice: the subtotal of its invoice is not the sum of the lines' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_line_of_its_invoice', TABLE = TG_TABLE_NAME; END IF;",
                            hash="36602282eb49c68d9eeedb5f388d4a50e3d28540",
                            operation="INSERT",
                            pgid="pgtrigger_invoice_line_of_its_invoice_9291a",
                            table="curule_invoice_line",
                            timing="DEFERRABLE INITIALLY DEFERRED",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "invoiceseries",
                    pgtrigger.compiler.Trigger(
                        name="invoice_series_kept",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'invoice_series_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_series_kept', TABLE = TG_TABLE_NAME;",
                            hash="4b7cf9633ad7a1de003a089a4a9a185a7278f9dc",
                            operation="DELETE",
                            pgid="pgtrigger_invoice_series_kept_fd839",
                            table="curule_invoice_series",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "invoiceseries",
                    pgtrigger.compiler.Trigger(
                        name="invoice_series_not_emptied",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'invoice_series_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_series_not_emptied', TABLE = TG_TABLE_NAME;",
                            hash="2ba0d49780c210d5b699e6631317ebaa64ca0eae",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_invoice_series_not_emptied_3e2be",
                            table="curule_invoice_series",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "invoiceseries",
                    pgtrigger.compiler.Trigger(
                        name="invoice_series_goes_up",
                        sql=curule.data.rules.RuleSql(
                            condition="WHEN (NEW.last_number < OLD.last_number OR NEW.key <> OLD.key)",
                            func="RAISE EXCEPTION 'invoice_series_goes_up: a number is never used again' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_series_goes_up', TABLE = TG_TABLE_NAME;",
                            hash="6e27b46e0a27a2288d1f6df78c11bdc02b822d84",
                            operation="UPDATE",
                            pgid="pgtrigger_invoice_series_goes_up_599de",
                            table="curule_invoice_series",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "ledgerentry",
                    pgtrigger.compiler.Trigger(
                        name="ledger_entry_append_only",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'ledger_entry_append_only: its rows never change and never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ledger_entry_append_only', TABLE = TG_TABLE_NAME;",
                            hash="fa81fd0b6d6828ab5bc65e6bce4c7ad8da3ae325",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_ledger_entry_append_only_caeed",
                            table="curule_ledger_entry",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "ledgerentry",
                    pgtrigger.compiler.Trigger(
                        name="ledger_entry_not_emptied",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'ledger_entry_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ledger_entry_not_emptied', TABLE = TG_TABLE_NAME;",
                            hash="60408d4412c77095a42978ff278ad88cf4538cab",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_ledger_entry_not_emptied_7153b",
                            table="curule_ledger_entry",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "ledgerentry",
                    pgtrigger.compiler.Trigger(
                        name="ledger_entry_balanced",
                        sql=curule.data.rules.RuleSql(
                            constraint="CONSTRAINT",
                            func="IF EXISTS (\n    SELECT FROM curule_ledger_transaction t\n    LEFT JOIN curule_ledger_entry e ON e.account_id = t.account_id AND e.transaction_id = t.id\n    WHERE t.account_id = NEW.account_id AND t.id = NEW.transaction_id\n    GROUP BY t.id, t.currency\n    HAVING COUNT(e.id) = 0 OR SUM(e.amount_minor) <> 0 OR BOOL_OR(e.currency <> t.currency)\n) THEN RAISE EXCEPTION 'ledger_entry_balanced: the entries of its transaction do not sum to zero in its currency' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ledger_entry_balanced', TABLE = TG_TABLE_NAME; END IF;",
                            hash="8a99929ab9b8e3e3ddf672e7442bf0209d64a4d2",
                            operation="INSERT",
                            pgid="pgtrigger_ledger_entry_balanced_1f5c7",
                            table="curule_ledger_entry",
                            timing="DEFERRABLE INITIALLY DEFERRED",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "ledgertransaction",
                    pgtrigger.compiler.Trigger(
                        name="ledger_transaction_append_only",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'ledger_transaction_append_only: its rows never change and never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ledger_transaction_append_only', TABLE = TG_TABLE_NAME;",
                            hash="b0cefef68068f0f8ab11f82c2e08655c00212ea8",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_ledger_transaction_append_only_6493a",
                            table="curule_ledger_transaction",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "ledgertransaction",
                    pgtrigger.compiler.Trigger(
                        name="ledger_transaction_not_emptied",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'ledger_transaction_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ledger_transaction_not_emptied', TABLE = TG_TABLE_NAME;",
                            hash="88810eeb9e2f2a28fea6ca0d9e25ef2ca00ab373",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_ledger_transaction_not_emptied_40a56",
                            table="curule_ledger_transaction",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "ledgertransaction",
                    pgtrigger.compiler.Trigger(
                        name="ledger_transaction_balanced",
                        sql=curule.data.rules.RuleSql(
                            constraint="CONSTRAINT",
                            func="IF EXISTS (\n    SELECT FROM curule_ledger_transaction t\n    LEFT JOIN curule_ledger_entry e ON e.account_id = t.account_id AND e.transaction_id = t.id\n    WHERE t.account_id = NEW.account_id AND t.id = NEW.id\n    GROUP BY t.id, t.currency\n    HAVING COUNT(e.id) = 0 OR SUM(e.amount_minor) <> 0 OR BOOL_OR(e.currency <> t.currency)\n) THEN RAISE EXCEPTION 'ledger_transaction_balanced: it has no entries, or they do not sum to zero' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ledger_transaction_balanced', TABLE = TG_TABLE_NAME; END IF;",
                            hash="a6e1a56f15a00d875b0df04ebc76ff117f441269",
                            operation="INSERT",
                            pgid="pgtrigger_ledger_transaction_balanced_93078",
                            table="curule_ledger_transaction",
                            timing="DEFERRABLE INITIALLY DEFERRED",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "member",
                    pgtrigger.compiler.Trigger(
                        name="member_kept",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'member_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'member_kept', TABLE = TG_TABLE_NAME;",
                            hash="54e0c5186ecea0c863aa90c097cee9033a117a43",
                            operation="DELETE",
                            pgid="pgtrigger_member_kept_7aadf",
                            table="curule_member",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "member",
                    pgtrigger.compiler.Trigger(
                        name="member_not_emptied",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'member_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'member_not_emptied', TABLE = TG_TABLE_NAME;",
                            hash="37f4e607c618fabc9a3f3c13d49fdf419a374a72",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_member_not_emptied_867a0",
                            table="curule_member",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "member",
                    pgtrigger.compiler.Trigger(
                        name="member_left",
                        sql=curule.data.rules.RuleSql(
                            condition='WHEN (OLD.left_at IS NOT NULL AND (OLD."id", OLD."account_id", OLD."person_id", OLD."joined_at", OLD."left_at") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."person_id", NEW."joined_at", NEW."left_at"))',
                            func="RAISE EXCEPTION 'member_left: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'member_left', TABLE = TG_TABLE_NAME;",
                            hash="ed8eae3d75c2da402e7d18e58078f8d7065d868a",
                            operation="UPDATE",
                            pgid="pgtrigger_member_left_c5bd3",
                            table="curule_member",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "nextterm",
                    pgtrigger.compiler.Trigger(
                        name="next_term_kept",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'next_term_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'next_term_kept', TABLE = TG_TABLE_NAME;",
                            hash="9a99f905c9d0380657092692bf8c953910356da1",
                            operation="DELETE",
                            pgid="pgtrigger_next_term_kept_49a5d",
                            table="curule_next_term",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "nextterm",
                    pgtrigger.compiler.Trigger(
                        name="next_term_not_emptied",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'next_term_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'next_term_not_emptied', TABLE = TG_TABLE_NAME;",
                            hash="fd392425a6d0103f73ab47a477132ed9c3193fd2",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_next_term_not_emptied_d6867",
                            table="curule_next_term",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "notice",
                    pgtrigger.compiler.Trigger(
                        name="notice_append_only",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'notice_append_only: its rows never change and never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'notice_append_only', TABLE = TG_TABLE_NAME;",
                            hash="bb9f0866e05e4642ebea89722e1bdd12fb2b2a59",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_notice_append_only_90482",
                            table="curule_notice",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "notice",
                    pgtrigger.compiler.Trigger(
                        name="notice_not_emptied",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'notice_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'notice_not_emptied', TABLE = TG_TABLE_NAME;",
                            hash="443cad5ae4c7c255a0ef87c32eb496fb902c2fb5",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_notice_not_emptied_b17df",
                            table="curule_notice",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "operation",
                    pgtrigger.compiler.Trigger(
                        name="operation_kept",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'operation_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'operation_kept', TABLE = TG_TABLE_NAME;",
                            hash="c3b016277eb982fcecc25eb5dd5f8ab8d799972a",
                            operation="DELETE",
                            pgid="pgtrigger_operation_kept_616f4",
                            table="curule_operation",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "operation",
                    pgtrigger.compiler.Trigger(
                        name="operation_not_emptied",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'operation_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'operation_not_emptied', TABLE = TG_TABLE_NAME;",
                            hash="252497a8e3c0cfe48cfe508a09cfa121a2b19f03",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_operation_not_emptied_0780a",
                            table="curule_operation",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "operation",
                    pgtrigger.compiler.Trigger(
                        name="operation_as_given",
                        sql=curule.data.rules.RuleSql(
                            condition='WHEN ((OLD."id", OLD."account_id", OLD."key", OLD."command", OLD."fingerprint", OLD."created_at") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."key", NEW."command", NEW."fingerprint", NEW."created_at"))',
                            func="RAISE EXCEPTION 'operation_as_given: only result may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'operation_as_given', TABLE = TG_TABLE_NAME;",
                            hash="08f71e11ac146befa7c328266e562857f87d0b43",
                            operation="UPDATE",
                            pgid="pgtrigger_operation_as_given_92138",
                            table="curule_operation",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "operation",
                    pgtrigger.compiler.Trigger(
                        name="operation_result_once",
                        sql=curule.data.rules.RuleSql(
                            condition="WHEN (OLD.result <> '{}'::jsonb)",
                            func="RAISE EXCEPTION 'operation_result_once: its result was given already' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'operation_result_once', TABLE = TG_TABLE_NAME;",
                            hash="f3d5540d665c130c6906cb144a6f16bf13259d4f",
                            operation="UPDATE",
                            pgid="pgtrigger_operation_result_once_78d81",
                            table="curule_operation",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "order",
                    pgtrigger.compiler.Trigger(
                        name="order_kept",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'order_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'order_kept', TABLE = TG_TABLE_NAME;",
                            hash="324fc808105ffd78a5a9dc943c591c9a7b3e604e",
                            operation="DELETE",
                            pgid="pgtrigger_order_kept_f79e4",
                            table="curule_order",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "order",
                    pgtrigger.compiler.Trigger(
                        name="order_not_emptied",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'order_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'order_not_emptied', TABLE = TG_TABLE_NAME;",
                            hash="a58b0af9d3178434fe943670f0c5b70d6fecbfe4",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_order_not_emptied_2adb4",
                            table="curule_order",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "order",
                    pgtrigger.compiler.Trigger(
                        name="order_as_placed",
                        sql=curule.data.rules.RuleSql(
                            condition='WHEN ((OLD."id", OLD."account_id", OLD."subscription_id", OLD."quote_id", OLD."placed_at", OLD."placed_by") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."subscription_id", NEW."quote_id", NEW."placed_at", NEW."placed_by"))',
                            func="RAISE EXCEPTION 'order_as_placed: only status, invoice_id, granted_at, closed_at may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'order_as_placed', TABLE = TG_TABLE_NAME;",
                            hash="11e3e82d1916fa659e542e60fbd59712122131c0",
                            operation="UPDATE",
                            pgid="pgtrigger_order_as_placed_fb780",
                            table="curule_order",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "order",
                    pgtrigger.compiler.Trigger(
                        name="order_status_one_way",
                        sql=curule.data.rules.RuleSql(
                            condition="WHEN (OLD.status <> NEW.status AND NOT (OLD.status = 'awaiting_payment' AND NEW.status IN ('completed', 'canceled')))",
                            func="RAISE EXCEPTION 'order_status_one_way: its status does not go that way' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'order_status_one_way', TABLE = TG_TABLE_NAME;",
                            hash="fbb5e7d8cac1bb5533e2b94dbbaa12d45c5aee17",
                            operation="UPDATE",
                            pgid="pgtrigger_order_status_one_way_17501",
                            table="curule_order",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "outboxmessage",
                    pgtrigger.compiler.Trigger(
                        name="outbox_message_kept",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'outbox_message_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'outbox_message_kept', TABLE = TG_TABLE_NAME;",
                            hash="f4e3b0be99d02c199286a587068d855186e42654",
                            operation="DELETE",
                            pgid="pgtrigger_outbox_message_kept_94ec2",
                            table="curule_outbox_message",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "outboxmessage",
                    pgtrigger.compiler.Trigger(
                        name="outbox_message_not_emptied",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'outbox_message_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'outbox_message_not_emptied', TABLE = TG_TABLE_NAME;",
                            hash="4cf1da035d6456ca81639bdfe5ed480520b4cc7a",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_outbox_message_not_emptied_a19c6",
                            table="curule_outbox_message",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "outboxmessage",
                    pgtrigger.compiler.Trigger(
                        name="outbox_message_as_written",
                        sql=curule.data.rules.RuleSql(
                            condition='WHEN ((OLD."id", OLD."account_id", OLD."template", OLD."recipient", OLD."language", OLD."context", OLD."subscription_id", OLD."invitation_id", OLD."created_at") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."template", NEW."recipient", NEW."language", NEW."context", NEW."subscription_id", NEW."invitation_id", NEW."created_at"))',
                            func="RAISE EXCEPTION 'outbox_message_as_written: only status, attempts, next_attempt_at, leased_until, fence, sent_at, failure may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'outbox_message_as_written', TABLE = TG_TABLE_NAME;",
                            hash="5c8b39ea925e6d3dcc5c5195625dbeb8cc9b54ef",
                            operation="UPDATE",
                            pgid="pgtrigger_outbox_message_as_written_67147",
                            table="curule_outbox_message",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "outboxmessage",
                    pgtrigger.compiler.Trigger(
                        name="outbox_message_status_one_way",
                        sql=curule.data.rules.RuleSql(
                            condition="WHEN (OLD.status <> NEW.status AND NOT (OLD.status = 'queued' AND NEW.status IN ('sent', 'held', 'failed') OR OLD.status = 'held' AND NEW.status IN ('queued', 'sent') OR OLD.status = 'failed' AND NEW.status IN ('queued')))",
                            func="RAISE EXCEPTION 'outbox_message_status_one_way: its status does not go that way' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'outbox_message_status_one_way', TABLE = TG_TABLE_NAME;",
                            hash="71e6cb912ba016bec4608a4c363984fb6a6f1f6d",
                            operation="UPDATE",
                            pgid="pgtrigger_outbox_message_status_one_way_73e5a",
                            table="curule_outbox_message",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "payment",
                    pgtrigger.compiler.Trigger(
                        name="payment_kept",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'payment_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'payment_kept', TABLE = TG_TABLE_NAME;",
                            hash="8b132c7389f26b453e2cee23bea97a5591db9b2d",
                            operation="DELETE",
                            pgid="pgtrigger_payment_kept_db6d2",
                            table="curule_payment",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "payment",
                    pgtrigger.compiler.Trigger(
                        name="payment_not_emptied",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'payment_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'payment_not_emptied', TABLE = TG_TABLE_NAME;",
                            hash="e56fab511fff94177f685c547b1f042a96c562f5",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_payment_not_emptied_7f11a",
                            table="curule_payment",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "payment",
                    pgtrigger.compiler.Trigger(
                        name="payment_as_intended",
                        sql=curule.data.rules.RuleSql(
                            condition='WHEN ((OLD."id", OLD."account_id", OLD."invoice_id", OLD."method_id", OLD."gateway", OLD."method_name", OLD."key", OLD."currency", OLD."amount_minor", OLD."created_at") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."invoice_id", NEW."method_id", NEW."gateway", NEW."method_name", NEW."key", NEW."currency", NEW."amount_minor", NEW."created_at"))',
                            func="RAISE EXCEPTION 'payment_as_intended: only status, applied_minor, refunded_minor, reference, failure, settled_at, ask_again_at, asked may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'payment_as_intended', TABLE = TG_TABLE_NAME;",
                            hash="a724396f92cfbc91a3c408916bcf441aa77193e2",
                            operation="UPDATE",
                            pgid="pgtrigger_payment_as_intended_640fb",
                            table="curule_payment",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "payment",
                    pgtrigger.compiler.Trigger(
                        name="payment_status_one_way",
                        sql=curule.data.rules.RuleSql(
                            condition="WHEN (OLD.status <> NEW.status AND NOT (OLD.status = 'pending' AND NEW.status IN ('succeeded', 'failed', 'unknown') OR OLD.status = 'unknown' AND NEW.status IN ('succeeded', 'failed') OR OLD.status = 'succeeded' AND NEW.status IN ('reversed')))",
                            func="RAISE EXCEPTION 'payment_status_one_way: its status does not go that way' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'payment_status_one_way', TABLE = TG_TABLE_NAME;",
                            hash="29f1164b03db14a13feba7cc84c582491fb1555a",
                            operation="UPDATE",
                            pgid="pgtrigger_payment_status_one_way_ecbdf",
                            table="curule_payment",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "paymentmethod",
                    pgtrigger.compiler.Trigger(
                        name="payment_method_kept",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'payment_method_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'payment_method_kept', TABLE = TG_TABLE_NAME;",
                            hash="9f4ea3981a423457a3b3ddf146b409f09973af12",
                            operation="DELETE",
                            pgid="pgtrigger_payment_method_kept_520cf",
                            table="curule_payment_method",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "paymentmethod",
                    pgtrigger.compiler.Trigger(
                        name="payment_method_not_emptied",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'payment_method_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'payment_method_not_emptied', TABLE = TG_TABLE_NAME;",
                            hash="0e0014aa6d761c211d81a22ef0a9572544de70c9",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_payment_method_not_emptied_5f0e1",
                            table="curule_payment_method",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "pendingline",
                    pgtrigger.compiler.Trigger(
                        name="pending_line_kept",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'pending_line_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'pending_line_kept', TABLE = TG_TABLE_NAME;",
                            hash="1b718046a134fe880b54e94c55c7ad71c516f4a0",
                            operation="DELETE",
                            pgid="pgtrigger_pending_line_kept_7ea60",
                            table="curule_pending_line",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "pendingline",
                    pgtrigger.compiler.Trigger(
                        name="pending_line_not_emptied",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'pending_line_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'pending_line_not_emptied', TABLE = TG_TABLE_NAME;",
                            hash="139140e099ef981b902d8dde3d9e443101ec4c65",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_pending_line_not_emptied_dab96",
                            table="curule_pending_line",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "pendingline",
                    pgtrigger.compiler.Trigger(
                        name="pending_line_as_priced",
                        sql=curule.data.rules.RuleSql(
                            condition='WHEN ((OLD."id", OLD."account_id", OLD."position", OLD."kind", OLD."seat_type_id", OLD."quantity", OLD."unit_amount_minor", OLD."period_starts_at", OLD."period_ends_at", OLD."numerator", OLD."denominator", OLD."amount_minor", OLD."subscription_id", OLD."charge_id", OLD."created_at") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."position", NEW."kind", NEW."seat_type_id", NEW."quantity", NEW."unit_amount_minor", NEW."period_starts_at", NEW."period_ends_at", NEW."numerator", NEW."denominator", NEW."amount_minor", NEW."subscription_id", NEW."charge_id", NEW."created_at"))',
                            func="RAISE EXCEPTION 'pending_line_as_priced: only invoice_id may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'pending_line_as_priced', TABLE = TG_TABLE_NAME;",
                            hash="e98a4e7e917f1b535fe453736a937a061ff72c91",
                            operation="UPDATE",
                            pgid="pgtrigger_pending_line_as_priced_94d8a",
                            table="curule_pending_line",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "period",
                    pgtrigger.compiler.Trigger(
                        name="period_not_emptied",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'period_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'period_not_emptied', TABLE = TG_TABLE_NAME;",
                            hash="6a5205dd57648fd7ecd6fbaaadd87527840b7f9c",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_period_not_emptied_43ca1",
                            table="curule_period",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "period",
                    pgtrigger.compiler.Trigger(
                        name="period_as_begun",
                        sql=curule.data.rules.RuleSql(
                            condition='WHEN ((OLD."id", OLD."account_id", OLD."subscription_id", OLD."pool_id", OLD."starts_at") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."subscription_id", NEW."pool_id", NEW."starts_at"))',
                            func="RAISE EXCEPTION 'period_as_begun: only ends_at may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'period_as_begun', TABLE = TG_TABLE_NAME;",
                            hash="2830ca8aaed139905452ede1c8212ef043ae5b11",
                            operation="UPDATE",
                            pgid="pgtrigger_period_as_begun_76784",
                            table="curule_period",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "planversion",
                    pgtrigger.compiler.Trigger(
                        name="plan_version_published",
                        sql=curule.data.rules.RuleSql(
                            condition='WHEN (OLD.published_at IS NOT NULL AND (OLD."id", OLD."plan_id", OLD."number", OLD."policy", OLD."published_at") IS DISTINCT FROM (NEW."id", NEW."plan_id", NEW."number", NEW."policy", NEW."published_at"))',
                            func="RAISE EXCEPTION 'plan_version_published: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'plan_version_published', TABLE = TG_TABLE_NAME;",
                            hash="6eabb6f094fc25aa03563c0503c6f28663a50331",
                            operation="UPDATE",
                            pgid="pgtrigger_plan_version_published_4d2db",
                            table="curule_plan_version",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "planversion",
                    pgtrigger.compiler.Trigger(
                        name="plan_version_published_stays",
                        sql=curule.data.rules.RuleSql(
                            condition="WHEN (OLD.published_at IS NOT NULL)",
                            func="RAISE EXCEPTION 'plan_version_published_stays: a published version never goes' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'plan_version_published_stays', TABLE = TG_TABLE_NAME;",
                            hash="ee11c3f8b651d7dd3273ca25cd661bed399f09c9",
                            operation="DELETE",
                            pgid="pgtrigger_plan_version_published_stays_e0d29",
                            table="curule_plan_version",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "seattype",
                    pgtrigger.compiler.Trigger(
                        name="seat_type_published",
                        sql=curule.data.rules.RuleSql(
                            func="\n    PERFORM FROM curule_plan_version\n    WHERE id IN (NEW.plan_version_id, OLD.plan_version_id) FOR SHARE;\nIF EXISTS (\n    SELECT FROM curule_plan_version\n    WHERE id IN (NEW.plan_version_id, OLD.plan_version_id) AND published_at IS NOT NULL\n) THEN RAISE EXCEPTION 'seat_type_published: a published version never changes' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'seat_type_published', TABLE = TG_TABLE_NAME; END IF;",
                            hash="f84ad6e2e523b0fe99bed23f88c94f9232e138f9",
                            operation="INSERT OR UPDATE OR DELETE",
                            pgid="pgtrigger_seat_type_published_60bfa",
                            table="curule_seat_type",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "price",
                    pgtrigger.compiler.Trigger(
                        name="price_published",
                        sql=curule.data.rules.RuleSql(
                            func="\n    PERFORM FROM curule_plan_version\n    WHERE id IN (NEW.plan_version_id, OLD.plan_version_id) FOR SHARE;\nIF EXISTS (\n    SELECT FROM curule_plan_version\n    WHERE id IN (NEW.plan_version_id, OLD.plan_version_id) AND published_at IS NOT NULL\n) THEN RAISE EXCEPTION 'price_published: a published version never changes' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'price_published', TABLE = TG_TABLE_NAME; END IF;",
                            hash="18d5182262bc2dc9c25a1b3214956a7ddb8a13ba",
                            operation="INSERT OR UPDATE OR DELETE",
                            pgid="pgtrigger_price_published_b2ede",
                            table="curule_price",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "quote",
                    pgtrigger.compiler.Trigger(
                        name="quote_kept",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'quote_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'quote_kept', TABLE = TG_TABLE_NAME;",
                            hash="f1b48be7269d82758f8bb48a713fdb12d1b8cb8a",
                            operation="DELETE",
                            pgid="pgtrigger_quote_kept_eac2b",
                            table="curule_quote",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "quote",
                    pgtrigger.compiler.Trigger(
                        name="quote_not_emptied",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'quote_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'quote_not_emptied', TABLE = TG_TABLE_NAME;",
                            hash="fd062b48ce2e9c5ad1c3270af727ddbf71f75775",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_quote_not_emptied_6c59c",
                            table="curule_quote",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "quote",
                    pgtrigger.compiler.Trigger(
                        name="quote_as_shown",
                        sql=curule.data.rules.RuleSql(
                            condition='WHEN ((OLD."id", OLD."account_id", OLD."subscription_version", OLD."kind", OLD."terms", OLD."change", OLD."currency", OLD."subtotal_minor", OLD."tax_minor", OLD."total_minor", OLD."credit_minor", OLD."due_now_minor", OLD."at_renewal_minor", OLD."created_at", OLD."created_by") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."subscription_version", NEW."kind", NEW."terms", NEW."change", NEW."currency", NEW."subtotal_minor", NEW."tax_minor", NEW."total_minor", NEW."credit_minor", NEW."due_now_minor", NEW."at_renewal_minor", NEW."created_at", NEW."created_by"))',
                            func="RAISE EXCEPTION 'quote_as_shown: only status, subscription_id, is_offer, expires_at, closed_at may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'quote_as_shown', TABLE = TG_TABLE_NAME;",
                            hash="ecb2491bcd28e1c88d56dbc1a20c0805115421c6",
                            operation="UPDATE",
                            pgid="pgtrigger_quote_as_shown_00cce",
                            table="curule_quote",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "quote",
                    pgtrigger.compiler.Trigger(
                        name="quote_status_one_way",
                        sql=curule.data.rules.RuleSql(
                            condition="WHEN (OLD.status <> NEW.status AND NOT (OLD.status = 'requested' AND NEW.status IN ('open', 'declined', 'expired', 'superseded') OR OLD.status = 'open' AND NEW.status IN ('requested', 'accepted', 'declined', 'expired', 'superseded')))",
                            func="RAISE EXCEPTION 'quote_status_one_way: its status does not go that way' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'quote_status_one_way', TABLE = TG_TABLE_NAME;",
                            hash="587d03b28eea613fae1f907918736ca5bd73f601",
                            operation="UPDATE",
                            pgid="pgtrigger_quote_status_one_way_6cb44",
                            table="curule_quote",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "refund",
                    pgtrigger.compiler.Trigger(
                        name="refund_kept",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'refund_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'refund_kept', TABLE = TG_TABLE_NAME;",
                            hash="cfac86600201e4a43aa0cdfe623c07432423562c",
                            operation="DELETE",
                            pgid="pgtrigger_refund_kept_52073",
                            table="curule_refund",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "refund",
                    pgtrigger.compiler.Trigger(
                        name="refund_not_emptied",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'refund_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'refund_not_emptied', TABLE = TG_TABLE_NAME;",
                            hash="9c83b0f95669a046c401a325d69ce8d063e90c0e",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_refund_not_emptied_22e7b",
                            table="curule_refund",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "refund",
                    pgtrigger.compiler.Trigger(
                        name="refund_as_intended",
                        sql=curule.data.rules.RuleSql(
                            condition='WHEN ((OLD."id", OLD."account_id", OLD."payment_id", OLD."credit_note_id", OLD."key", OLD."currency", OLD."amount_minor", OLD."created_at") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."payment_id", NEW."credit_note_id", NEW."key", NEW."currency", NEW."amount_minor", NEW."created_at"))',
                            func="RAISE EXCEPTION 'refund_as_intended: only status, settled_at, ask_again_at may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'refund_as_intended', TABLE = TG_TABLE_NAME;",
                            hash="5ee8ac20865c59f2635a759ad8ab4249702a7b36",
                            operation="UPDATE",
                            pgid="pgtrigger_refund_as_intended_bc720",
                            table="curule_refund",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "refund",
                    pgtrigger.compiler.Trigger(
                        name="refund_status_one_way",
                        sql=curule.data.rules.RuleSql(
                            condition="WHEN (OLD.status <> NEW.status AND NOT (OLD.status = 'pending' AND NEW.status IN ('succeeded', 'failed', 'unknown') OR OLD.status = 'unknown' AND NEW.status IN ('succeeded', 'failed') OR OLD.status = 'succeeded' AND NEW.status IN ('reversed')))",
                            func="RAISE EXCEPTION 'refund_status_one_way: its status does not go that way' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'refund_status_one_way', TABLE = TG_TABLE_NAME;",
                            hash="42c223a4ce135f3ace30a4f6719942a7e0e816a5",
                            operation="UPDATE",
                            pgid="pgtrigger_refund_status_one_way_0d022",
                            table="curule_refund",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "rolegrant",
                    pgtrigger.compiler.Trigger(
                        name="role_grant_kept",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'role_grant_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'role_grant_kept', TABLE = TG_TABLE_NAME;",
                            hash="a1516c444c88c50a1a6d161ba82f7a066df878ef",
                            operation="DELETE",
                            pgid="pgtrigger_role_grant_kept_1b5a4",
                            table="curule_role_grant",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "rolegrant",
                    pgtrigger.compiler.Trigger(
                        name="role_grant_not_emptied",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'role_grant_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'role_grant_not_emptied', TABLE = TG_TABLE_NAME;",
                            hash="2effdf8757a289a1a40d67790249c111973d4470",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_role_grant_not_emptied_eee92",
                            table="curule_role_grant",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "rolegrant",
                    pgtrigger.compiler.Trigger(
                        name="role_grant_revoked",
                        sql=curule.data.rules.RuleSql(
                            condition='WHEN (OLD.revoked_at IS NOT NULL AND (OLD."id", OLD."account_id", OLD."person_id", OLD."role", OLD."granted_at", OLD."granted_by", OLD."revoked_at", OLD."revoked_by") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."person_id", NEW."role", NEW."granted_at", NEW."granted_by", NEW."revoked_at", NEW."revoked_by"))',
                            func="RAISE EXCEPTION 'role_grant_revoked: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'role_grant_revoked', TABLE = TG_TABLE_NAME;",
                            hash="68756b5989997a09ad54424f6a2e7e796a7a2eff",
                            operation="UPDATE",
                            pgid="pgtrigger_role_grant_revoked_dfcc5",
                            table="curule_role_grant",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "rolegrant",
                    pgtrigger.compiler.Trigger(
                        name="role_grant_owner_left",
                        sql=curule.data.rules.RuleSql(
                            condition="WHEN (OLD.role = 'owner' AND OLD.revoked_at IS NULL AND (NEW.role <> 'owner' OR NEW.revoked_at IS NOT NULL))",
                            constraint="CONSTRAINT",
                            func="PERFORM FROM curule_account WHERE id = NEW.account_id FOR NO KEY UPDATE;IF NOT EXISTS (\n    SELECT FROM curule_role_grant\n    WHERE account_id = NEW.account_id AND role = 'owner' AND revoked_at IS NULL\n) THEN RAISE EXCEPTION 'role_grant_owner_left: the account has no owner left' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'role_grant_owner_left', TABLE = TG_TABLE_NAME; END IF;",
                            hash="5a1ae6a2df702979ad42463e96b3b8ee704a624c",
                            operation="UPDATE",
                            pgid="pgtrigger_role_grant_owner_left_bacf4",
                            table="curule_role_grant",
                            timing="DEFERRABLE INITIALLY DEFERRED",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "scheduledplanchange",
                    pgtrigger.compiler.Trigger(
                        name="scheduled_plan_change_kept",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'scheduled_plan_change_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'scheduled_plan_change_kept', TABLE = TG_TABLE_NAME;",
                            hash="cdb6b0a7cde603aa9a0579dc0417d572206f9ada",
                            operation="DELETE",
                            pgid="pgtrigger_scheduled_plan_change_kept_22a57",
                            table="curule_scheduled_plan_change",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "scheduledplanchange",
                    pgtrigger.compiler.Trigger(
                        name="scheduled_plan_change_not_emptied",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'scheduled_plan_change_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'scheduled_plan_change_not_emptied', TABLE = TG_TABLE_NAME;",
                            hash="0d746fe9e7185ee25aa193282e34f0c833e35376",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_scheduled_plan_change_not_emptied_13de3",
                            table="curule_scheduled_plan_change",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "scheduledreduction",
                    pgtrigger.compiler.Trigger(
                        name="scheduled_reduction_kept",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'scheduled_reduction_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'scheduled_reduction_kept', TABLE = TG_TABLE_NAME;",
                            hash="c8a74e208046ff45598e7141dc5d76cbc0cebb8b",
                            operation="DELETE",
                            pgid="pgtrigger_scheduled_reduction_kept_3c707",
                            table="curule_scheduled_reduction",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "scheduledreduction",
                    pgtrigger.compiler.Trigger(
                        name="scheduled_reduction_not_emptied",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'scheduled_reduction_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'scheduled_reduction_not_emptied', TABLE = TG_TABLE_NAME;",
                            hash="8e3cf9a29d7e8985cd4664686a286614e244e1e0",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_scheduled_reduction_not_emptied_97f67",
                            table="curule_scheduled_reduction",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "seat",
                    pgtrigger.compiler.Trigger(
                        name="seat_kept",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'seat_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'seat_kept', TABLE = TG_TABLE_NAME;",
                            hash="5e17b330a825b713efbc8d998697ffba8d9942f8",
                            operation="DELETE",
                            pgid="pgtrigger_seat_kept_58316",
                            table="curule_seat",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "seat",
                    pgtrigger.compiler.Trigger(
                        name="seat_not_emptied",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'seat_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'seat_not_emptied', TABLE = TG_TABLE_NAME;",
                            hash="381ed5a68a24199a837179128daf18a0c9b7cd4c",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_seat_not_emptied_d5a13",
                            table="curule_seat",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "seat",
                    pgtrigger.compiler.Trigger(
                        name="seat_of_its_subscription",
                        sql=curule.data.rules.RuleSql(
                            condition='WHEN ((OLD."id", OLD."account_id", OLD."subscription_id", OLD."order_id") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."subscription_id", NEW."order_id"))',
                            func="RAISE EXCEPTION 'seat_of_its_subscription: only pool_id, seat_type_id, starts_at, ends_at, assignment_id, freed_at, last_holder may change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'seat_of_its_subscription', TABLE = TG_TABLE_NAME;",
                            hash="936601b17d63f7e85f75720e83532806b29b0f59",
                            operation="UPDATE",
                            pgid="pgtrigger_seat_of_its_subscription_ba7d7",
                            table="curule_seat",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "seat",
                    pgtrigger.compiler.Trigger(
                        name="seat_names_its_assignment",
                        sql=curule.data.rules.RuleSql(
                            condition="WHEN (NEW.assignment_id IS NOT NULL)",
                            constraint="CONSTRAINT",
                            func="IF EXISTS (\n    SELECT FROM curule_seat s\n    LEFT JOIN curule_assignment a ON a.account_id = s.account_id AND a.id = s.assignment_id\n    WHERE s.account_id = NEW.account_id AND s.id = NEW.id AND CASE\n        WHEN s.assignment_id IS NULL THEN EXISTS (\n            SELECT FROM curule_assignment o\n            WHERE o.account_id = s.account_id AND o.seat_id = s.id AND o.ended_at IS NULL\n        )\n        ELSE a.ended_at IS NOT NULL OR (a.seat_id, a.subscription_id, a.pool_id, a.seat_type_id)\n            IS DISTINCT FROM (s.id, s.subscription_id, s.pool_id, s.seat_type_id)\n    END\n) THEN RAISE EXCEPTION 'seat_names_its_assignment: an open assignment and its seat must name each other, in one pool and seat type' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'seat_names_its_assignment', TABLE = TG_TABLE_NAME; END IF;",
                            hash="0dfd2f4f14dfda240e672664544cfcd85331499e",
                            operation="INSERT",
                            pgid="pgtrigger_seat_names_its_assignment_b5f50",
                            table="curule_seat",
                            timing="DEFERRABLE INITIALLY DEFERRED",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "seat",
                    pgtrigger.compiler.Trigger(
                        name="seat_still_names_its_assignment",
                        sql=curule.data.rules.RuleSql(
                            condition="WHEN ((OLD.assignment_id, OLD.pool_id, OLD.seat_type_id) IS DISTINCT FROM (NEW.assignment_id, NEW.pool_id, NEW.seat_type_id))",
                            constraint="CONSTRAINT",
                            func="IF EXISTS (\n    SELECT FROM curule_seat s\n    LEFT JOIN curule_assignment a ON a.account_id = s.account_id AND a.id = s.assignment_id\n    WHERE s.account_id = NEW.account_id AND s.id = NEW.id AND CASE\n        WHEN s.assignment_id IS NULL THEN EXISTS (\n            SELECT FROM curule_assignment o\n            WHERE o.account_id = s.account_id AND o.seat_id = s.id AND o.ended_at IS NULL\n        )\n        ELSE a.ended_at IS NOT NULL OR (a.seat_id, a.subscription_id, a.pool_id, a.seat_type_id)\n            IS DISTINCT FROM (s.id, s.subscription_id, s.pool_id, s.seat_type_id)\n    END\n) THEN RAISE EXCEPTION 'seat_still_names_its_assignment: an open assignment and its seat must name each other, in one pool and seat type' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'seat_still_names_its_assignment', TABLE = TG_TABLE_NAME; END IF;",
                            hash="d0867f6bdf7cfcd0ce151d1fdc57b1aab5d8488d",
                            operation="UPDATE",
                            pgid="pgtrigger_seat_still_names_its_assignment_b03ac",
                            table="curule_seat",
                            timing="DEFERRABLE INITIALLY DEFERRED",
                            when="AFTER",
                        ),
                    ),
                ),
                (
                    "seatrequest",
                    pgtrigger.compiler.Trigger(
                        name="seat_request_kept",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'seat_request_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'seat_request_kept', TABLE = TG_TABLE_NAME;",
                            hash="a30afc7eecaf9a33aaf306eaa84e63385106a458",
                            operation="DELETE",
                            pgid="pgtrigger_seat_request_kept_1d102",
                            table="curule_seat_request",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "seatrequest",
                    pgtrigger.compiler.Trigger(
                        name="seat_request_not_emptied",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'seat_request_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'seat_request_not_emptied', TABLE = TG_TABLE_NAME;",
                            hash="cef4f9e323b68cf90dfd3ec9f46bd3097e5347f5",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_seat_request_not_emptied_ba254",
                            table="curule_seat_request",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "seatrequest",
                    pgtrigger.compiler.Trigger(
                        name="seat_request_decided",
                        sql=curule.data.rules.RuleSql(
                            condition='WHEN (OLD.status <> \'open\' AND (OLD."id", OLD."account_id", OLD."subscription_id", OLD."seat_type_id", OLD."person_id", OLD."status", OLD."asked_at", OLD."decided_at", OLD."decided_by") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."subscription_id", NEW."seat_type_id", NEW."person_id", NEW."status", NEW."asked_at", NEW."decided_at", NEW."decided_by"))',
                            func="RAISE EXCEPTION 'seat_request_decided: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'seat_request_decided', TABLE = TG_TABLE_NAME;",
                            hash="f68546b7d965347bc453e24e988512ce406d8f48",
                            operation="UPDATE",
                            pgid="pgtrigger_seat_request_decided_cfd0a",
                            table="curule_seat_request",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "settlement",
                    pgtrigger.compiler.Trigger(
                        name="settlement_kept",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'settlement_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'settlement_kept', TABLE = TG_TABLE_NAME;",
                            hash="966b65b5bda4cc2724b4ba2f33d4401cd5ab1399",
                            operation="DELETE",
                            pgid="pgtrigger_settlement_kept_fc7d3",
                            table="curule_settlement",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "settlement",
                    pgtrigger.compiler.Trigger(
                        name="settlement_not_emptied",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'settlement_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'settlement_not_emptied', TABLE = TG_TABLE_NAME;",
                            hash="663db50857a94fd79dffa7ca951a2cde98d31507",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_settlement_not_emptied_a02c3",
                            table="curule_settlement",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "settlement",
                    pgtrigger.compiler.Trigger(
                        name="settlement_closed",
                        sql=curule.data.rules.RuleSql(
                            condition='WHEN (OLD.status <> \'pending\' AND (OLD."id", OLD."own_account_id", OLD."joined_account_id", OLD."person_id", OLD."invitation_id", OLD."own_subscription_id", OLD."choice", OLD."status", OLD."currency", OLD."amount_minor", OLD."settled_at", OLD."moves_at", OLD."closed_at", OLD."restore") IS DISTINCT FROM (NEW."id", NEW."own_account_id", NEW."joined_account_id", NEW."person_id", NEW."invitation_id", NEW."own_subscription_id", NEW."choice", NEW."status", NEW."currency", NEW."amount_minor", NEW."settled_at", NEW."moves_at", NEW."closed_at", NEW."restore"))',
                            func="RAISE EXCEPTION 'settlement_closed: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'settlement_closed', TABLE = TG_TABLE_NAME;",
                            hash="3a7f019f782c525eaa9048cafa5afb655a04edab",
                            operation="UPDATE",
                            pgid="pgtrigger_settlement_closed_f7b2e",
                            table="curule_settlement",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "subscription",
                    pgtrigger.compiler.Trigger(
                        name="subscription_kept",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'subscription_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'subscription_kept', TABLE = TG_TABLE_NAME;",
                            hash="b364a609084026b23503dd27f9a508aeed860e7d",
                            operation="DELETE",
                            pgid="pgtrigger_subscription_kept_75813",
                            table="curule_subscription",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "subscription",
                    pgtrigger.compiler.Trigger(
                        name="subscription_not_emptied",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'subscription_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'subscription_not_emptied', TABLE = TG_TABLE_NAME;",
                            hash="2cc77434a7cf4489d742ccb0e4d7152bc4ddde4d",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_subscription_not_emptied_4d64b",
                            table="curule_subscription",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "subscription",
                    pgtrigger.compiler.Trigger(
                        name="subscription_status_one_way",
                        sql=curule.data.rules.RuleSql(
                            condition="WHEN (OLD.status <> NEW.status AND NOT (OLD.status = 'incomplete' AND NEW.status IN ('trialing', 'active', 'ended') OR OLD.status = 'trialing' AND NEW.status IN ('active', 'ended') OR OLD.status = 'active' AND NEW.status IN ('past_due', 'suspended', 'ended') OR OLD.status = 'past_due' AND NEW.status IN ('active', 'suspended', 'ended') OR OLD.status = 'suspended' AND NEW.status IN ('active', 'past_due', 'ended') OR OLD.status = 'ended' AND NEW.status IN ('trialing', 'active', 'past_due', 'suspended')))",
                            func="RAISE EXCEPTION 'subscription_status_one_way: its status does not go that way' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'subscription_status_one_way', TABLE = TG_TABLE_NAME;",
                            hash="e0787f854ecd4c71bfc3ff812f0efe3c47272ddc",
                            operation="UPDATE",
                            pgid="pgtrigger_subscription_status_one_way_32974",
                            table="curule_subscription",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "subscription",
                    pgtrigger.compiler.Trigger(
                        name="subscription_as_bought",
                        sql=curule.data.rules.RuleSql(
                            condition="WHEN ((OLD.account_id, OLD.product_id, OLD.currency) IS DISTINCT FROM (NEW.account_id, NEW.product_id, NEW.currency) OR NEW.version < OLD.version)",
                            func="RAISE EXCEPTION 'subscription_as_bought: its account, product and currency never change and its version never falls' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'subscription_as_bought', TABLE = TG_TABLE_NAME;",
                            hash="281e4352f0f2e38be9a9bd1631035e8b79db410d",
                            operation="UPDATE",
                            pgid="pgtrigger_subscription_as_bought_a4808",
                            table="curule_subscription",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "waitlistentry",
                    pgtrigger.compiler.Trigger(
                        name="waitlist_entry_kept",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'waitlist_entry_kept: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'waitlist_entry_kept', TABLE = TG_TABLE_NAME;",
                            hash="08188c511bbc027bb9fe5599eaee1eb25247f8b7",
                            operation="DELETE",
                            pgid="pgtrigger_waitlist_entry_kept_18239",
                            table="curule_waitlist_entry",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "waitlistentry",
                    pgtrigger.compiler.Trigger(
                        name="waitlist_entry_not_emptied",
                        sql=curule.data.rules.RuleSql(
                            func="RAISE EXCEPTION 'waitlist_entry_not_emptied: its rows never go' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'waitlist_entry_not_emptied', TABLE = TG_TABLE_NAME;",
                            hash="039d85a5c1cd41b4d8e39390dc624a6fc46cd876",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_waitlist_entry_not_emptied_63c21",
                            table="curule_waitlist_entry",
                            when="BEFORE",
                        ),
                    ),
                ),
                (
                    "waitlistentry",
                    pgtrigger.compiler.Trigger(
                        name="waitlist_entry_left",
                        sql=curule.data.rules.RuleSql(
                            condition='WHEN (OLD.left_at IS NOT NULL AND (OLD."id", OLD."account_id", OLD."subscription_id", OLD."seat_type_id", OLD."email", OLD."first_name", OLD."last_name", OLD."added_by", OLD."added_at", OLD."left_at", OLD."outcome") IS DISTINCT FROM (NEW."id", NEW."account_id", NEW."subscription_id", NEW."seat_type_id", NEW."email", NEW."first_name", NEW."last_name", NEW."added_by", NEW."added_at", NEW."left_at", NEW."outcome"))',
                            func="RAISE EXCEPTION 'waitlist_entry_left: it may not change' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'waitlist_entry_left', TABLE = TG_TABLE_NAME;",
                            hash="952b3fb560324ab73518c5ea1813f759fba67fcd",
                            operation="UPDATE",
                            pgid="pgtrigger_waitlist_entry_left_d03da",
                            table="curule_waitlist_entry",
                            when="BEFORE",
                        ),
                    ),
                ),
            ],
        ),
    ]
