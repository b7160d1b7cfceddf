-- Three databases and three logins, each with its own password: whoever holds one can open one. Run once, as the superuser:
--
--     COMMONWEAL_OPERATIONS_PASSWORD=... COMMONWEAL_CARE_PASSWORD=... COMMONWEAL_VAULT_PASSWORD=... \
--         psql --set ON_ERROR_STOP=1 --file packaging/postgresql/roles.sql
--
-- docs/install.md makes the passwords and keeps them in files. They reach this script by the environment, because arguments
-- are seen by everybody on the machine; and the server is told not to write these statements into its log.

SET log_statement = 'none';
SET log_min_duration_statement = -1;
SET log_min_error_statement = 'panic';
SET password_encryption = 'scram-sha-256';

\getenv operations_password COMMONWEAL_OPERATIONS_PASSWORD
\getenv care_password COMMONWEAL_CARE_PASSWORD
\getenv vault_password COMMONWEAL_VAULT_PASSWORD

CREATE ROLE commonweal_operations LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION CONNECTION LIMIT 60 PASSWORD :'operations_password';
CREATE ROLE commonweal_care LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION CONNECTION LIMIT 30 PASSWORD :'care_password';
CREATE ROLE commonweal_vault LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION CONNECTION LIMIT 30 PASSWORD :'vault_password';

-- Text is compared by its bytes, so that both kinds of database sort alike.
CREATE DATABASE commonweal_operations OWNER commonweal_operations TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C';
CREATE DATABASE commonweal_care OWNER commonweal_care TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C';
CREATE DATABASE commonweal_vault OWNER commonweal_vault TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C';

-- By default every login may connect to every database.
REVOKE ALL ON DATABASE commonweal_operations, commonweal_care, commonweal_vault FROM PUBLIC;
GRANT CONNECT ON DATABASE commonweal_operations TO commonweal_operations;
GRANT CONNECT ON DATABASE commonweal_care TO commonweal_care;
GRANT CONNECT ON DATABASE commonweal_vault TO commonweal_vault;

-- A process that died in the middle must not hold a lock for ever; what is committed must be on the disk.
ALTER ROLE commonweal_operations SET idle_in_transaction_session_timeout = '60s';
ALTER ROLE commonweal_care SET idle_in_transaction_session_timeout = '60s';
ALTER ROLE commonweal_vault SET idle_in_transaction_session_timeout = '60s';
ALTER ROLE commonweal_operations SET synchronous_commit = 'on';
ALTER ROLE commonweal_care SET synchronous_commit = 'on';
ALTER ROLE commonweal_vault SET synchronous_commit = 'on';

-- Each login owns the tables of its own database, because the program migrates them. What may only grow (the audit, the
-- history of changes) is guarded by triggers that the migrations make and that refuse to change or delete a row. A person
-- who holds the password could take a trigger away: that is found by `commonweal audit verify`, which compares the chain
-- with heads that were signed and copied out of the database.
