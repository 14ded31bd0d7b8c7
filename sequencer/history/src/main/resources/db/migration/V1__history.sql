-- A projection of the event log: every row can be dropped and folded again. Amounts are ledger units, prices ticks, quantities lots.
-- (sequence, event_index) is the identity of the event that made the row.

-- The one row that says how far the fold has come. It moves in the transaction that writes the rows.
create table progress (
  id          boolean primary key default true check (id),
  sequence    bigint  not null,
  event_index integer not null
);
insert into progress (sequence, event_index) values (0, -1);

create table asset (
  asset       integer  primary key,
  scale       smallint not null,
  symbol      text     not null
);

create table market (
  market         integer primary key,
  kind           text    not null,
  base_asset     integer not null,
  units_per_lot  bigint  not null,
  k              bigint  not null,
  symbol         text    not null
);

create table account (
  account     integer primary key,
  owner       bytea   not null,
  sequence    bigint  not null
);

create table orders (
  order_id         bigint  primary key,
  account          integer not null,
  market           integer not null,
  side             text    not null,
  time_in_force    text    not null,
  limit_ticks      bigint  not null,
  lots             bigint  not null,
  remaining_lots   bigint  not null,
  status           text    not null check (status in ('OPEN', 'FILLED', 'CANCELED')),
  cancel_reason    text,
  client_order_id  text    not null,
  sequence         bigint  not null,
  placed_ns        bigint  not null,
  updated_ns       bigint  not null
);
create index orders_of_account on orders (account, order_id desc);

create table trade (
  sequence        bigint  not null,
  event_index     integer not null,
  market          integer not null,
  time_ns         bigint  not null,
  price_ticks     bigint  not null,
  lots            bigint  not null,
  taker_side      text    not null,
  primary key (sequence, event_index)
);
create index trade_of_market on trade (market, sequence desc, event_index desc);

create table fill (
  account         integer not null,
  sequence        bigint  not null,
  event_index     integer not null,
  market          integer not null,
  order_id        bigint  not null,
  time_ns         bigint  not null,
  side            text    not null,
  liquidity       text    not null,
  price_ticks     bigint  not null,
  lots            bigint  not null,
  funding_index   bigint  not null,
  fee             bigint  not null,
  cash_delta      bigint  not null,
  cash_after      bigint  not null,
  position_after  bigint  not null,
  primary key (account, sequence, event_index)
);

create table candle_1m (
  market       integer not null,
  minute       bigint  not null,
  open_ticks   bigint  not null,
  high_ticks   bigint  not null,
  low_ticks    bigint  not null,
  close_ticks  bigint  not null,
  lots         bigint  not null,
  trades       bigint  not null,
  primary key (market, minute)
);

-- Lines of perpetuals that are open now.
create table position (
  account     integer not null,
  market      integer not null,
  lots        bigint  not null,
  ref_cost    bigint  not null,
  primary key (account, market)
);

create table funding (
  sequence       bigint  not null,
  event_index    integer not null,
  market         integer not null,
  hour           bigint  not null,
  time_ns        bigint  not null,
  rate_e9        bigint  not null,
  index_ticks    bigint  not null,
  delta          bigint  not null,
  remainder      bigint  not null,
  funding_index  bigint  not null,
  primary key (sequence, event_index),
  unique (market, hour)
);

-- What each holder received: -lots * delta. Nothing is posted; the amount is part of cash at the holder's next fill.
create table funding_payment (
  account      integer not null,
  sequence     bigint  not null,
  event_index  integer not null,
  market       integer not null,
  hour         bigint  not null,
  time_ns      bigint  not null,
  rate_e9      bigint  not null,
  lots         bigint  not null,
  amount       bigint  not null,
  primary key (account, sequence, event_index)
);

create table balance (
  account     integer not null,
  asset       integer not null,
  units       bigint  not null,
  primary key (account, asset)
);

-- One leg of an event: what it moved, computed here, and the balance the engine stated after it.
create table money_event (
  account      integer not null,
  sequence     bigint  not null,
  event_index  integer not null,
  asset        integer not null,
  time_ns      bigint  not null,
  kind         text    not null,
  delta        bigint  not null,
  balance      bigint  not null,
  primary key (account, sequence, event_index, asset)
);

create table mark (
  sequence        bigint  not null,
  event_index     integer not null,
  market          integer not null,
  round           bigint  not null,
  time_ns         bigint  not null,
  index_ticks     bigint  not null,
  external_ticks  bigint  not null,
  best_bid_ticks  bigint  not null,
  best_ask_ticks  bigint  not null,
  mark_ticks      bigint  not null,
  primary key (sequence, event_index)
);
create index mark_of_market on mark (market, sequence desc);

create table asset_mark (
  sequence     bigint  not null,
  event_index  integer not null,
  asset        integer not null,
  round        bigint  not null,
  time_ns      bigint  not null,
  mark_unit    bigint  not null,
  primary key (sequence, event_index)
);

create table batch (
  batch_no            bigint  primary key,
  seq_from            bigint  not null,
  seq_to              bigint  not null,
  header_ts_s         bigint  not null,
  deposits_up_to      bigint  not null,
  withdrawals         integer not null,
  mark_epoch          boolean not null,
  sealed_ns           bigint  not null,
  header_hash         bytea,
  transaction_hash    bytea,
  confirmed_sequence  bigint
);
