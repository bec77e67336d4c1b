with made as (
  insert into assay.realms (name)
  select n.name from (select ?::text as name) n
  where not exists (select from assay.realms r where r.name = n.name)
  on conflict do nothing
  returning realm
)
select realm from made
union all
select r.realm from assay.realms r where r.name = ?
