-- Migration 2: the view store. The schema's name stands as "assay." here and is replaced when it is configured.

-- What names stand for. A collection has a row whose target is its own name, an alias one whose
-- target is its collection. Numbers are never used twice, so a number that has gone stays gone.
create table assay.view_names (
  realm text collate "C" not null,
  name text collate "C" not null,
  target text collate "C" not null,
  collection bigint not null,
  primary key (realm, name)
);

create sequence assay.view_collections as bigint;

-- Views and tombstones; a tombstone has no document. The number stands for realm and collection,
-- so that the longest ids fit into an index entry (2704 bytes).
create table assay.views (
  collection bigint not null,
  id text collate "C" not null,
  revision bigint not null check (revision >= 1),
  -- The revision that the last accepted write replaced, and the attempt that made it.
  replaced bigint not null,
  attempt uuid not null,
  document jsonb,
  -- How deep arrays lie directly in arrays: 0 without arrays, 1 for [1], 2 for [[1]].
  nesting smallint not null,
  -- Digests of (path, token) for each token of each text in the document.
  tokens uuid[] not null,
  primary key (collection, id)
);

-- A short list of pending entries: each search reads all of it, and who fills it has to empty it.
create index views_document on assay.views using gin (document jsonb_path_ops)
  with (gin_pending_list_limit = 512);
create index views_tokens on assay.views using gin (tokens) with (gin_pending_list_limit = 512);
-- The few documents that a jsonpath for plain arrays does not see to the bottom of.
create index views_nested on assay.views (collection) where nesting > 1;

-- Collections that are gone for every reader; their rows are erased in batches.
create table assay.view_dropped (
  collection bigint primary key
);

-- Cursors of projections. The empty text is the start.
create table assay.view_cursors (
  realm text collate "C" not null,
  projection text collate "C" not null,
  feed_partition int not null,
  cursor_text text not null,
  attempt uuid not null,
  primary key (realm, projection, feed_partition)
);

-- Writers share the names of their realm; who changes what a name stands for has them alone. The
-- lock is a statement of its own: the statements behind it see what its last holder committed. Its
-- class is "aSt5".
create function assay.lock_view_names(p_realm text, p_alone boolean) returns void
language plpgsql volatile as $$
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'a view must be written at read committed' using errcode = 'AS002';
  end if;
  if p_alone then
    perform pg_advisory_xact_lock(1632859189, hashtext(p_realm collate "C"));
  else
    perform pg_advisory_xact_lock_shared(1632859189, hashtext(p_realm collate "C"));
  end if;
end
$$;

-- Finds or makes the number of a collection; null if the name is an alias.
create function assay.collection_number(p_realm text, p_name text) returns bigint
language plpgsql volatile as $$
declare
  v_number bigint;
  v_target text;
begin
  loop
    select n.collection, n.target into v_number, v_target
    from assay.view_names n where n.realm = p_realm and n.name = p_name;
    exit when found;
    insert into assay.view_names (realm, name, target, collection)
    values (p_realm, p_name, p_name, nextval('assay.view_collections'))
    on conflict do nothing;
  end loop;
  return case when v_target = p_name then v_number end;
end
$$;

-- Writes views of distinct keys, each if its revision is greater than the stored one. They come in
-- one order for everybody, so that no two writers wait for each other. Answers for each: whether
-- the collection is one, and not an alias; whether this attempt wrote it, be it now or when it was
-- sent before; the revision that it replaced; the stored revision.
create function assay.put_views(
  p_realm text,
  p_collections text[],
  p_ids text[],
  p_revisions bigint[],
  p_documents text[],
  p_nestings int[],
  p_tokens text[],
  p_attempt uuid
) returns table (legal boolean, mine boolean, replaced bigint, stored bigint)
language plpgsql volatile as $$
#variable_conflict use_column
declare
  v_name text;
  v_collection bigint;
begin
  perform assay.lock_view_names(p_realm, false);
  for i in 1 .. cardinality(p_ids) loop
    if v_name is distinct from p_collections[i] then
      v_name := p_collections[i];
      v_collection := assay.collection_number(p_realm, v_name);
    end if;
    legal := v_collection is not null;
    mine := false;
    if legal then
      insert into assay.views as v
        (collection, id, revision, replaced, attempt, document, nesting, tokens)
      values
        (v_collection, p_ids[i], p_revisions[i], 0, p_attempt, p_documents[i]::jsonb,
          p_nestings[i], p_tokens[i]::uuid[])
      on conflict (collection, id) do update
      set revision = excluded.revision, replaced = v.revision, attempt = excluded.attempt,
        document = excluded.document, nesting = excluded.nesting, tokens = excluded.tokens
      where v.revision < excluded.revision
      returning true, v.replaced, v.revision into mine, replaced, stored;
      if not found then
        -- A row that refuses a write is locked as well: this is what it was judged by.
        select v.attempt = p_attempt and v.revision = p_revisions[i], v.replaced, v.revision
        into mine, replaced, stored
        from assay.views v where v.collection = v_collection and v.id = p_ids[i];
      end if;
    end if;
    return next;
  end loop;
end
$$;

-- Replaces a cursor if it is the expected one. Answers whether this attempt did it, be it now or
-- when it was sent before, and what is stored.
create function assay.save_view_cursor(
  p_realm text,
  p_projection text,
  p_partition int,
  p_expected text,
  p_next text,
  p_attempt uuid
) returns table (saved boolean, stored text)
language plpgsql volatile as $$
declare
  found_row record;
begin
  perform assay.lock_view_names(p_realm, false);
  loop
    select c.cursor_text, c.attempt into found_row
    from assay.view_cursors c
    where c.realm = p_realm and c.projection = p_projection and c.feed_partition = p_partition
    for update;
    exit when found;
    if p_expected <> '' then
      return query select false, '';
      return;
    end if;
    insert into assay.view_cursors (realm, projection, feed_partition, cursor_text, attempt)
    values (p_realm, p_projection, p_partition, p_next, p_attempt)
    on conflict do nothing;
    if found then
      return query select true, p_next;
      return;
    end if;
  end loop;
  if found_row.attempt = p_attempt then
    return query select true, found_row.cursor_text;
  elsif found_row.cursor_text <> p_expected then
    return query select false, found_row.cursor_text;
  else
    update assay.view_cursors c
    set cursor_text = p_next, attempt = p_attempt
    where c.realm = p_realm and c.projection = p_projection and c.feed_partition = p_partition;
    return query select true, p_next;
  end if;
end
$$;

-- Makes a name stand for a collection. Answers the name that is taken, if one is, and what the
-- alias stood for before.
create function assay.alias_collection(p_realm text, p_name text, p_collection text)
returns table (taken text, earlier text)
language plpgsql volatile as $$
declare
  stands_for text;
  v_number bigint;
begin
  perform assay.lock_view_names(p_realm, true);
  select n.target into stands_for
  from assay.view_names n where n.realm = p_realm and n.name = p_name;
  if p_name = p_collection or stands_for = p_name then
    return query select p_name, null::text;
    return;
  end if;
  v_number := assay.collection_number(p_realm, p_collection);
  if v_number is null then
    return query select p_collection, null::text;
    return;
  end if;
  insert into assay.view_names (realm, name, target, collection)
  values (p_realm, p_name, p_collection, v_number)
  on conflict (realm, name) do update
  set target = excluded.target, collection = excluded.collection;
  return query select null::text, stands_for;
end
$$;

create function assay.unalias_collection(p_realm text, p_name text) returns boolean
language plpgsql volatile as $$
begin
  perform assay.lock_view_names(p_realm, true);
  delete from assay.view_names n
  where n.realm = p_realm and n.name = p_name and n.target <> n.name;
  return found;
end
$$;

-- Takes a collection out of sight, unless its name is an alias or aliases stand for it.
create function assay.drop_collection(p_realm text, p_name text)
returns table (taken boolean, aliases text[])
language plpgsql volatile as $$
declare
  standing text[];
begin
  perform assay.lock_view_names(p_realm, true);
  if exists (
    select from assay.view_names n
    where n.realm = p_realm and n.name = p_name and n.target <> n.name) then
    return query select true, '{}'::text[];
    return;
  end if;
  select coalesce(array_agg(n.name), '{}') into standing
  from assay.view_names n
  where n.realm = p_realm and n.target = p_name and n.name <> p_name;
  if standing = '{}' then
    with gone as (
      delete from assay.view_names n
      where n.realm = p_realm and n.name = p_name
      returning n.collection)
    insert into assay.view_dropped (collection) select g.collection from gone g;
  end if;
  return query select false, standing;
end
$$;

-- Takes a whole realm out of sight.
create function assay.drop_view_realm(p_realm text) returns void
language plpgsql volatile as $$
begin
  perform assay.lock_view_names(p_realm, true);
  delete from assay.view_cursors c where c.realm = p_realm;
  with gone as (
    delete from assay.view_names n where n.realm = p_realm returning n.name, n.target, n.collection)
  insert into assay.view_dropped (collection)
  select g.collection from gone g where g.name = g.target;
end
$$;

-- Erases up to p_most rows of collections that are out of sight. Answers whether there may be more.
create function assay.purge_views(p_most int) returns boolean
language plpgsql volatile as $$
declare
  number bigint;
  erased int;
begin
  -- Tells the feed's readers whose transaction this is, as all writers do.
  perform pg_advisory_xact_lock_shared(1632859184, 0);
  select d.collection into number
  from assay.view_dropped d order by d.collection limit 1
  for update skip locked;
  if not found then
    return false;
  end if;
  delete from assay.views v
  where v.ctid = any (array(
    select w.ctid from assay.views w where w.collection = number limit p_most));
  get diagnostics erased = row_count;
  if erased < p_most then
    delete from assay.view_dropped d where d.collection = number;
  end if;
  return true;
end
$$;

-- The jsonpath for the values at a path in a document whose arrays nest so deep. Each [*] passes
-- through one array and lets everything else pass. The condition is one of a few fixed texts.
create function assay.view_path(p_keys text[], p_nesting int, p_condition text) returns jsonpath
language plpgsql immutable strict parallel safe cost 1 as $$
declare
  v_path text := '$';
  v_key text;
begin
  foreach v_key in array p_keys loop
    v_path := v_path || '.' || to_json(v_key)::text || repeat('[*]', p_nesting);
  end loop;
  return (v_path || p_condition)::jsonpath;
end
$$;
