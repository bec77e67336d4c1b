-- Migration 1: the event store. The schema's name stands as "assay." here and is replaced when it is configured.
--
-- Names are counted once, in realms and streams, and everything else points at their numbers: no index holds more than
-- 1,650 bytes of text, far below the 2,704 that an index entry may have. Text compares by code point (collation "C").
-- Foreign keys are left out on purpose: each would cost every commit a row lock, and only the functions below write.

-- A realm has two numbers. Handles and locks know it by the first, which stays. In all other tables "realm" is the second,
-- its content, which is a new one when the realm is dropped: nothing finds what bears the old one. No content is used twice.
create sequence assay.realm_contents as int;
create table assay.realms (
  realm int generated always as identity primary key,
  name text collate "C" not null unique,
  content int not null default nextval('assay.realm_contents')
);

-- Contents of dropped realms, which are gone for every reader; their rows are erased in batches.
create table assay.realm_dropped (
  content int primary key
);

-- Transaction ids mean something on one server and one timeline only. A new row begins when the store was moved.
create table assay.incarnations (
  incarnation bigint primary key,
  system_identifier bigint not null,
  timeline bigint not null,
  began_at timestamptz not null default clock_timestamp()
);

create table assay.streams (
  stream bigint generated always as identity primary key,
  realm int not null,
  type text collate "C" not null,
  id text collate "C" not null,
  first_retained bigint not null default 1,
  unique (realm, type, id)
);

-- A stream's head is its last commit. There is no row to update, so a busy stream leaves no dead rows behind.
create table assay.commits (
  stream bigint not null,
  number bigint not null,
  incarnation bigint not null,
  xid xid8 not null,
  place int not null,
  realm int not null,
  version_before bigint not null,
  version_after bigint not null,
  recorded_at timestamptz not null,
  bytes bigint not null,
  attempt uuid not null,
  request text collate "C" not null,
  response jsonb not null,
  effects jsonb,
  claims jsonb,
  releases jsonb,
  primary key (stream, number),
  unique (stream, request),
  unique (realm, incarnation, xid, place)
);

create table assay.events (
  stream bigint not null,
  version bigint not null,
  recorded_at timestamptz not null,
  bytes bigint not null,
  type text collate "C" not null,
  data jsonb not null,
  metadata jsonb not null,
  primary key (stream, version)
);

create table assay.claims (
  realm int not null,
  space text collate "C" not null,
  value text collate "C" not null,
  stream bigint not null,
  primary key (realm, space, value)
);

create table assay.requests (
  stream bigint not null,
  request text collate "C" not null,
  number bigint generated always as identity,
  realm int not null,
  received bigint not null default 1,
  first_at timestamptz not null,
  last_at timestamptz not null,
  answered boolean not null default false,
  interaction text collate "C" not null,
  body jsonb not null,
  error text,
  primary key (stream, request)
);
create index on assay.requests (realm, interaction, number);
create index on assay.requests (realm, number) where not answered;

-- Finds or makes the number of a stream.
create function assay.stream_number(p_realm int, p_type text, p_id text) returns bigint language plpgsql volatile as $$
declare
  v_stream bigint;
begin
  loop
    select s.stream into v_stream from assay.streams s where s.realm = p_realm and s.type = p_type and s.id = p_id;
    exit when found;
    insert into assay.streams (realm, type, id) values (p_realm, p_type, p_id)
      on conflict do nothing returning stream into v_stream;
    exit when found;
  end loop;
  return v_stream;
end $$;

-- Gives claimed keys to a stream and takes released ones from it. Runs under the locks of all these keys.
create function assay.write_claims(p_realm int, p_stream bigint, p_claims jsonb, p_releases jsonb)
returns void language plpgsql volatile as $$
begin
  insert into assay.claims (realm, space, value, stream)
    select p_realm, k.key ->> 'space', k.key ->> 'value', p_stream
    from jsonb_array_elements(p_claims) with ordinality k(key, place)
    order by k.place
    on conflict (realm, space, value) do nothing;
  delete from assay.claims c
    using jsonb_array_elements(p_releases) k(key)
    where c.realm = p_realm and c.space = k.key ->> 'space' and c.value = k.key ->> 'value' and c.stream = p_stream;
end $$;

-- The locks that every writer takes before it judges: first those that only a repair or the end of a realm takes alone,
-- then streams, then claims, each list sorted, so that no two writers wait for each other in a circle. Advisory locks
-- assign no transaction id: who waits here does not yet stand anywhere in the feed. The classes are "aSt0" to "aSt3".
-- Returns the realm's content, as it is under the locks.
create function assay.lock_writers(p_realm int, p_streams int[], p_claims int[]) returns int language plpgsql volatile as $$
declare
  v_key int;
  v_void text;
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'a commit must run at read committed' using errcode = 'AS002';
  end if;
  v_void := pg_advisory_xact_lock_shared(1632859184, 0);
  v_void := pg_advisory_xact_lock_shared(1632859185, p_realm);
  foreach v_key in array p_streams loop
    v_void := pg_advisory_xact_lock(1632859186, v_key);
  end loop;
  foreach v_key in array p_claims loop
    v_void := pg_advisory_xact_lock(1632859187, v_key);
  end loop;
  return (select r.content from assay.realms r where r.realm = p_realm);
end $$;

-- Finds the first claimed key in list order that another stream holds.
create function assay.taken_claim(
  p_realm int, p_stream bigint, p_claims jsonb, out claim int, out holder_type text, out holder_id text)
language plpgsql volatile as $$
begin
  select k.place, s.type, s.id into claim, holder_type, holder_id
    from jsonb_array_elements(p_claims) with ordinality k(key, place)
      join assay.claims c on c.realm = p_realm and c.space = k.key ->> 'space' and c.value = k.key ->> 'value'
      join assay.streams s on s.stream = c.stream
    where c.stream is distinct from p_stream
    order by k.place
    limit 1;
end $$;

-- Judges and applies one commit. Does what commit_group does for a group of one, with fewer arrays and statements.
create function assay.commit_one(
  p_realm int, p_stream_locks int[], p_claim_locks int[], p_attempt uuid,
  p_type text, p_id text, p_request text, p_expected bigint, p_bytes bigint,
  p_response text, p_effects text, p_claims text, p_releases text,
  p_event_types text[], p_event_data text[], p_event_metadata text[],
  out outcome int, out actual bigint, out version_before bigint, out version_after bigint, out recorded_at timestamptz,
  out incarnation bigint, out xid bigint, out place int, out response text,
  out claim int, out holder_type text, out holder_id text)
language plpgsql volatile as $$
#variable_conflict use_column
declare
  v_realm int;
  v_events constant int := cardinality(p_event_types);
  v_stream bigint;
  v_number bigint;
  v_head bigint;
  v_time timestamptz;
  v_incarnation bigint;
  v_last_incarnation bigint;
  v_last_xid xid8;
  v_xid xid8;
begin
  v_realm := assay.lock_writers(p_realm, p_stream_locks, p_claim_locks);

  select s.stream into v_stream from assay.streams s where s.realm = v_realm and s.type = p_type and s.id = p_id;
  if found then
    select 2, c.version_before, c.version_after, c.recorded_at, c.incarnation, c.xid::text::bigint, c.place, c.response::text
      into outcome, version_before, version_after, recorded_at, incarnation, xid, place, response
      from assay.commits c where c.stream = v_stream and c.request = p_request;
    if found then
      return;
    end if;
    select c.number, c.version_after, c.recorded_at, c.incarnation, c.xid
      into v_number, v_head, v_time, v_last_incarnation, v_last_xid
      from assay.commits c where c.stream = v_stream order by c.number desc limit 1;
  end if;
  version_before := coalesce(v_head, 0);

  if p_expected >= 0 and p_expected <> version_before or p_expected = -2 and version_before = 0 then
    outcome := 3;
    actual := version_before;
    return;
  end if;

  if p_claims is not null then
    select t.claim, t.holder_type, t.holder_id into claim, holder_type, holder_id
      from assay.taken_claim(v_realm, v_stream, p_claims::jsonb) t;
    if claim is not null then
      outcome := 4;
      return;
    end if;
  end if;

  v_incarnation := (select t.incarnation from assay.incarnations t order by t.incarnation desc limit 1);
  v_xid := pg_current_xact_id();
  if v_last_incarnation = v_incarnation and v_last_xid >= v_xid then
    raise exception 'transaction ids have gone back' using errcode = 'AS001';
  end if;
  if v_stream is null then
    v_stream := assay.stream_number(v_realm, p_type, p_id);
  end if;
  if p_claims is not null or p_releases is not null then
    perform assay.write_claims(v_realm, v_stream, p_claims::jsonb, p_releases::jsonb);
  end if;

  outcome := 1;
  version_after := version_before + v_events;
  recorded_at := greatest(v_time, clock_timestamp());
  incarnation := v_incarnation;
  xid := v_xid::text::bigint;
  place := 1;
  insert into assay.commits (
      stream, number, incarnation, xid, place, realm, version_before, version_after, recorded_at, bytes, attempt,
      request, response, effects, claims, releases)
    values (
      v_stream, coalesce(v_number, 0) + 1, v_incarnation, v_xid, 1, v_realm, version_before, version_after, recorded_at,
      p_bytes, p_attempt, p_request, p_response::jsonb, p_effects::jsonb, p_claims::jsonb, p_releases::jsonb);
  if v_events = 1 then
    insert into assay.events (stream, version, recorded_at, bytes, type, data, metadata)
      values (
        v_stream, version_after, recorded_at,
        octet_length(p_event_types[1]) + octet_length(p_event_data[1]) + octet_length(p_event_metadata[1]),
        p_event_types[1], p_event_data[1]::jsonb, p_event_metadata[1]::jsonb);
  elsif v_events > 1 then
    insert into assay.events (stream, version, recorded_at, bytes, type, data, metadata)
      select v_stream, commit_one.version_before + e.place, commit_one.recorded_at,
        octet_length(e.type) + octet_length(e.data) + octet_length(e.metadata), e.type, e.data::jsonb, e.metadata::jsonb
      from unnest(p_event_types, p_event_data, p_event_metadata) with ordinality e(type, data, metadata, place);
  end if;
end $$;

-- Judges and applies a group of commits in their order; together means all or nothing. Outcomes: 1 committed, 2 duplicate,
-- 3 version conflict, 4 claim taken. The expected version is -1 for any and -2 for exists. p_first is for each commit the
-- first of the group on the same stream, p_same the one before it with the same stream and request, or 0. Lists of claims
-- and effects are null if they are empty; so is p_recorded, unless one commit is restored as it was recorded elsewhere. Every statement in here sees what was committed before it began, and the first
-- that reads begins after the locks are held.
create function assay.commit_group(
  p_realm int, p_stream_locks int[], p_claim_locks int[], p_together boolean, p_attempt uuid,
  p_types text[], p_ids text[], p_requests text[], p_first int[], p_same int[], p_expected bigint[],
  p_counts bigint[], p_bytes bigint[], p_recorded timestamptz[],
  p_responses text[], p_effects text[], p_claims text[], p_releases text[],
  p_event_commits int[], p_event_places int[], p_event_types text[], p_event_data text[], p_event_metadata text[])
returns table (
  outcome int, actual bigint, version_before bigint, version_after bigint, recorded_at timestamptz,
  incarnation bigint, xid bigint, place int, response text, claim int, holder_type text, holder_id text)
language plpgsql volatile as $$
#variable_conflict use_column
declare
  v_realm int;
  n constant int := cardinality(p_requests);
  r record;
  v_taken record;
  i int;
  s int;
  v_incarnation bigint;
  v_xid xid8;
  v_places int := 0;
  v_refused boolean := false;
  v_stream bigint[] := array_fill(null::bigint, array[n]);
  v_head bigint[] := array_fill(0::bigint, array[n]);
  v_last bigint[] := array_fill(0::bigint, array[n]);
  v_time timestamptz[] := array_fill(null::timestamptz, array[n]);
  v_recorded timestamptz[] := array_fill(null::timestamptz, array[n]);
  v_outcome int[] := array_fill(0, array[n]);
  v_number bigint[] := array_fill(null::bigint, array[n]);
  v_before bigint[] := array_fill(null::bigint, array[n]);
  v_actual bigint[] := array_fill(null::bigint, array[n]);
  v_place int[] := array_fill(null::int, array[n]);
  v_claim int[] := array_fill(null::int, array[n]);
  v_holder_type text[] := array_fill(null::text, array[n]);
  v_holder_id text[] := array_fill(null::text, array[n]);
begin
  v_realm := assay.lock_writers(p_realm, p_stream_locks, p_claim_locks);
  select t.incarnation into v_incarnation from assay.incarnations t order by t.incarnation desc limit 1;

  for r in
    select u.i::int as i, s.stream, h.number, h.version_after, h.recorded_at, h.incarnation, h.xid, d.number as original
    from unnest(p_types, p_ids, p_requests) with ordinality u(type, id, request, i)
      left join lateral (
        select s.stream from assay.streams s where s.realm = v_realm and s.type = u.type and s.id = u.id limit 1
      ) s on true
      left join lateral (
        select c.number, c.version_after, c.recorded_at, c.incarnation, c.xid
        from assay.commits c where c.stream = s.stream order by c.number desc limit 1
      ) h on true
      left join lateral (
        select c.number from assay.commits c where c.stream = s.stream and c.request = u.request limit 1
      ) d on true
    order by u.i
  loop
    i := r.i;
    s := p_first[i];
    if s = i then
      v_stream[i] := r.stream;
      v_head[i] := coalesce(r.version_after, 0);
      v_last[i] := coalesce(r.number, 0);
      v_time[i] := r.recorded_at;
    end if;

    if r.original is not null then
      v_outcome[i] := 2;
      v_number[i] := r.original;
      v_refused := true;
      continue;
    end if;
    if p_same[i] > 0 and v_outcome[p_same[i]] in (1, 2) then
      v_outcome[i] := 2;
      v_number[i] := v_number[p_same[i]];
      continue;
    end if;

    if p_expected[i] >= 0 and p_expected[i] <> v_head[s] or p_expected[i] = -2 and v_head[s] = 0 then
      v_outcome[i] := 3;
      v_actual[i] := v_head[s];
      v_refused := true;
      continue;
    end if;

    if p_claims[i] is not null then
      select * into v_taken from assay.taken_claim(v_realm, v_stream[s], p_claims[i]::jsonb);
      if v_taken.claim is not null then
        v_outcome[i] := 4;
        v_claim[i] := v_taken.claim;
        v_holder_type[i] := v_taken.holder_type;
        v_holder_id[i] := v_taken.holder_id;
        v_refused := true;
        continue;
      end if;
    end if;

    -- Accepted. The transaction id is taken now, under the locks: along a stream ids rise with the versions.
    v_xid := coalesce(v_xid, pg_current_xact_id());
    if r.incarnation = v_incarnation and r.xid >= v_xid then
      raise exception 'transaction ids have gone back' using errcode = 'AS001';
    end if;
    v_outcome[i] := 1;
    v_places := v_places + 1;
    v_place[i] := v_places;
    v_before[i] := v_head[s];
    v_head[s] := v_head[s] + p_counts[i];
    v_last[s] := v_last[s] + 1;
    v_number[i] := v_last[s];
    v_time[s] := coalesce(p_recorded[i], greatest(v_time[s], clock_timestamp()));
    v_recorded[i] := v_time[s];
    if not p_together then
      if v_stream[s] is null then
        v_stream[s] := assay.stream_number(v_realm, p_types[i], p_ids[i]);
      end if;
      if p_claims[i] is not null or p_releases[i] is not null then
        perform assay.write_claims(v_realm, v_stream[s], p_claims[i]::jsonb, p_releases[i]::jsonb);
      end if;
    end if;
  end loop;

  -- Together: claims were judged against the state before, and nothing is written yet.
  if p_together and v_refused then
    v_places := 0;
  elsif p_together then
    for i in 1 .. n loop
      if v_stream[i] is null then
        v_stream[i] := assay.stream_number(v_realm, p_types[i], p_ids[i]);
      end if;
      perform assay.write_claims(v_realm, v_stream[i], p_claims[i]::jsonb, p_releases[i]::jsonb);
    end loop;
  end if;

  if v_places > 0 then
    insert into assay.commits (
        stream, number, incarnation, xid, place, realm, version_before, version_after, recorded_at, bytes, attempt,
        request, response, effects, claims, releases)
      select v_stream[p_first[u.i]], v_number[u.i], v_incarnation, v_xid, v_place[u.i], v_realm,
        v_before[u.i], v_before[u.i] + p_counts[u.i], v_recorded[u.i], p_bytes[u.i], p_attempt, p_requests[u.i],
        p_responses[u.i]::jsonb, p_effects[u.i]::jsonb, p_claims[u.i]::jsonb, p_releases[u.i]::jsonb
      from generate_series(1, n) u(i)
      where v_outcome[u.i] = 1;
    insert into assay.events (stream, version, recorded_at, bytes, type, data, metadata)
      select v_stream[p_first[e.i]], v_before[e.i] + e.place, v_recorded[e.i],
        octet_length(e.type) + octet_length(e.data) + octet_length(e.metadata), e.type, e.data::jsonb, e.metadata::jsonb
      from unnest(p_event_commits, p_event_places, p_event_types, p_event_data, p_event_metadata)
        e(i, place, type, data, metadata)
      where v_outcome[e.i] = 1;
    -- A commit that was recorded elsewhere and truncated there: nothing before it is retained either.
    if p_recorded is not null and p_counts[1] > 0 and cardinality(p_event_commits) = 0 then
      delete from assay.events e where e.stream = v_stream[1];
      update assay.streams s set first_retained = v_head[1] + 1 where s.stream = v_stream[1];
    end if;
  end if;

  for i in 1 .. n loop
    outcome := v_outcome[i];
    actual := v_actual[i];
    if outcome = 2 then
      select c.version_before, c.version_after, c.recorded_at, c.incarnation, c.xid::text::bigint, c.place, c.response::text
        into version_before, version_after, recorded_at, incarnation, xid, place, response
        from assay.commits c where c.stream = v_stream[p_first[i]] and c.number = v_number[i];
    else
      version_before := v_before[i];
      version_after := v_before[i] + p_counts[i];
      recorded_at := v_recorded[i];
      incarnation := v_incarnation;
      xid := v_xid::text::bigint;
      place := v_place[i];
      response := null;
    end if;
    claim := v_claim[i];
    holder_type := v_holder_type[i];
    holder_id := v_holder_id[i];
    return next;
  end loop;
end $$;

-- Removes the events below a version, whole commits only, and returns the first version that is left.
create function assay.truncate_stream(p_realm int, p_lock int, p_type text, p_id text, p_before bigint)
returns bigint language plpgsql volatile as $$
declare
  v_realm int;
  v_stream bigint;
  v_first bigint;
  v_new bigint;
begin
  v_realm := assay.lock_writers(p_realm, array[p_lock], '{}');
  select s.stream, s.first_retained into v_stream, v_first
    from assay.streams s where s.realm = v_realm and s.type = p_type and s.id = p_id;
  if not found then
    return 1;
  end if;
  select greatest(v_first, coalesce(max(c.version_after), 0) + 1) into v_new
    from assay.commits c where c.stream = v_stream and c.version_after < p_before;
  if v_new > v_first then
    delete from assay.events e where e.stream = v_stream and e.version < v_new;
    update assay.streams s set first_retained = v_new where s.stream = v_stream;
  end if;
  return v_new;
end $$;

-- Takes the content of a realm out of sight, however much it is. The order of positions goes on.
create function assay.drop_realm(p_realm int) returns void language plpgsql volatile as $$
begin
  perform pg_advisory_xact_lock_shared(1632859184, 0);
  perform pg_advisory_xact_lock(1632859185, p_realm);
  insert into assay.realm_dropped (content) select r.content from assay.realms r where r.realm = p_realm;
  update assay.realms r set content = nextval('assay.realm_contents') where r.realm = p_realm;
end $$;

-- Erases up to p_most rows of each kind that a dropped realm has left. Answers whether there may be more.
create function assay.purge_realms(p_most int) returns boolean language plpgsql volatile as $$
declare
  v_content int;
  v_erased int;
  v_streams bigint[];
begin
  perform pg_advisory_xact_lock_shared(1632859184, 0);
  select d.content into v_content
    from assay.realm_dropped d order by d.content limit 1
    for update skip locked;
  if not found then
    return false;
  end if;
  delete from assay.claims c
    where c.ctid = any (array(select w.ctid from assay.claims w where w.realm = v_content limit p_most));
  get diagnostics v_erased = row_count;
  if v_erased = p_most then
    return true;
  end if;
  v_streams := array(select s.stream from assay.streams s where s.realm = v_content limit p_most);
  if v_streams = '{}' then
    delete from assay.realm_dropped d where d.content = v_content;
    return true;
  end if;
  delete from assay.events e
    where e.ctid = any (array(select w.ctid from assay.events w where w.stream = any (v_streams) limit p_most));
  get diagnostics v_erased = row_count;
  if v_erased = p_most then
    return true;
  end if;
  delete from assay.commits c
    where c.ctid = any (array(select w.ctid from assay.commits w where w.stream = any (v_streams) limit p_most));
  get diagnostics v_erased = row_count;
  if v_erased = p_most then
    return true;
  end if;
  delete from assay.requests q
    where q.ctid = any (array(select w.ctid from assay.requests w where w.stream = any (v_streams) limit p_most));
  get diagnostics v_erased = row_count;
  if v_erased < p_most then
    delete from assay.streams s where s.stream = any (v_streams);
  end if;
  return true;
end $$;

-- Records that a request was received, or was received again.
create function assay.record_request(
  p_realm int, p_lock int, p_type text, p_id text, p_request text, p_interaction text, p_body text)
returns void language plpgsql volatile as $$
declare
  v_realm int;
  v_stream bigint;
begin
  v_realm := assay.lock_writers(p_realm, array[p_lock], '{}');
  v_stream := assay.stream_number(v_realm, p_type, p_id);
  insert into assay.requests as q (stream, request, realm, first_at, last_at, interaction, body)
    select v_stream, p_request, v_realm, t.at, t.at, p_interaction, p_body::jsonb from (select clock_timestamp() at) t
    on conflict (stream, request) do update
      set received = q.received + 1, last_at = greatest(q.last_at, excluded.last_at);
end $$;
