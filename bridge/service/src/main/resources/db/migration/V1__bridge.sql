-- Ledger, batches, what final blocks told, and the outbox. Every table but the outbox can be dropped and is rebuilt from the event log
-- and the chain; the outbox only spares a second transaction for a batch the chain would refuse anyway.

-- A commit that answers is durable, whatever the server's default: the outbox relies on it. Embedded servers switch it off.
alter role current_user set synchronous_commit = on;

-- One row: the last event whose rows are here, and the last final block read.
create table log_cursor (
  one boolean primary key default true check (one),
  sequence bigint not null,
  event_index int not null
);
insert into log_cursor (sequence, event_index) values (0, -1);

create table chain_cursor (
  one boolean primary key default true check (one),
  block bigint not null,
  hash text not null
);

-- One amount from one account to another: an unbalanced row cannot be written.
create table journal (
  id_high bigint not null,
  id_low bigint not null,
  debit_owner int not null,
  debit_code int not null,
  credit_owner int not null,
  credit_code int not null,
  asset int not null,
  amount bigint not null check (amount > 0),
  rule int not null,
  primary key (id_high, id_low),
  check (debit_owner <> credit_owner or debit_code <> credit_code)
);

create table balance (
  owner int not null,
  code int not null,
  asset int not null,
  debits numeric(38) not null,
  credits numeric(38) not null,
  version bigint not null default 1,
  primary key (owner, code, asset)
);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the journal is append-only';
end $$;
create trigger journal_append_only before update or delete on journal
  for each statement execute function refuse_change();
create trigger journal_no_truncate before truncate on journal
  for each statement execute function refuse_change();

-- From final blocks.
create table registration (
  account int primary key,
  owner text not null,
  block bigint not null
);

create table deposit (
  deposit_no bigint primary key,
  account int not null,
  asset int not null,
  units bigint not null check (units > 0),
  sender text not null,
  raw numeric(78) not null,
  block bigint not null,
  transaction_hash text not null
);

create table commitment (
  batch_no bigint primary key,
  header_hash text not null,
  committed_at bigint not null,
  block bigint not null,
  transaction_hash text not null
);

create table payment (
  batch_no bigint not null,
  withdrawal_index int not null,
  block bigint not null,
  transaction_hash text not null,
  primary key (batch_no, withdrawal_index)
);

-- From the log. The bytes never change; the state only moves on.
create table batch (
  no bigint primary key,
  seq_from bigint not null,
  seq_to bigint not null check (seq_to >= seq_from),
  ts bigint not null,
  header bytea not null check (length(header) = 672),
  header_hash text not null,
  root text not null,
  payload bytea not null,
  flows bytea not null,
  marks bytea not null,
  commit_marks bytea not null,
  proposal text not null,
  withdrawals int not null,
  signatures bytea,
  transaction_hash text,
  gas_used bigint,
  state int not null check (state between 1 and 6)
);

create function refuse_batch_change() returns trigger language plpgsql as $$
begin
  if new.no <> old.no or new.header <> old.header or new.payload <> old.payload or new.flows <> old.flows
     or new.commit_marks <> old.commit_marks then
    raise exception 'sealed bytes of batch % never change', old.no;
  end if;
  if new.state < old.state and not (old.state in (3, 4) and new.state = 3) then
    raise exception 'batch % cannot go from state % to %', old.no, old.state, new.state;
  end if;
  return new;
end $$;
create trigger batch_moves_on before update on batch for each row execute function refuse_batch_change();

create table withdrawal (
  batch_no bigint not null references batch (no),
  withdrawal_index int not null,
  account int not null,
  asset int not null,
  units bigint not null check (units > 0),
  destination text not null,
  lane int not null,
  path bytea not null,
  primary key (batch_no, withdrawal_index)
);
create index withdrawal_of_account on withdrawal (account, batch_no, withdrawal_index);

-- Signed transactions, durable before they are sent.
create table attempt (
  request text not null,
  number int not null,
  nonce bigint not null,
  recipient text not null,
  data bytea not null,
  gas_limit bigint not null,
  max_fee numeric(78) not null,
  priority_fee numeric(78) not null,
  signed bytea not null,
  hash text not null unique,
  created_ms bigint not null,
  primary key (request, number)
);
