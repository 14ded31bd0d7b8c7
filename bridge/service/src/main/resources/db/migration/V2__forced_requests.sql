-- From final blocks: what owners asked for on chain. Amounts and limits are unsigned 64-bit numbers in signed columns.
create table forced_request (
  request_no bigint primary key,
  requested_at bigint not null,
  kind int not null,
  account int not null,
  id int not null,
  amount bigint not null,
  limit_ticks bigint not null,
  target text not null,
  block bigint not null,
  transaction_hash text not null
);
