#!/bin/sh
# Run once, when the database is made: a role that owns Curule's database and nothing else.
set -eu
psql --set ON_ERROR_STOP=1 --set password="$DATABASE_PASSWORD" \
    --username postgres --dbname postgres <<'SQL'
CREATE ROLE curule LOGIN PASSWORD :'password';
CREATE DATABASE curule OWNER curule ENCODING 'UTF8' TEMPLATE template0;
SQL
