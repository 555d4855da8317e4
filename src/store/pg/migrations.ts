/** One step of the schema; a step that was published is never changed. */
export interface Migration {
  readonly number: number; // 1 is the first
  readonly sql: string;
}

/**
 * The tables of the store, all in the schema `pubwatch`. Documents lie in them byte for byte as they would lie in files, so that the
 * hashes that old mails and the log of runs tell stay true; what is asked for often stands beside them in columns of its own.
 */
export const MIGRATIONS: readonly Migration[] = [
  {
    number: 1,
    sql: `
      create table pubwatch.sources (
        source_id text collate "C" primary key,
        sequence integer not null default 0,
        changes_sha256 text,
        captures_sha256 text,
        current bytea,
        checked bytea,
        logged_sequence integer,
        settled integer not null default 0
      );
      create index sources_unsettled on pubwatch.sources (source_id) where sequence > settled;

      create table pubwatch.commits (
        source_id text collate "C" not null,
        sequence integer not null,
        has_changes boolean not null,
        changes bytea not null,
        primary key (source_id, sequence)
      );
      create index commits_with_changes on pubwatch.commits (source_id, sequence) where has_changes;

      create table pubwatch.captures (
        source_id text collate "C" not null,
        sequence integer not null,
        warc bytea not null,
        primary key (source_id, sequence)
      );
      alter table pubwatch.captures alter column warc set storage external;

      create table pubwatch.messages (
        id text collate "C" primary key,
        made_at text collate "C" not null,
        is_pending boolean not null,
        document bytea not null,
        bytes bytea,
        finished bigint
      );
      create index messages_pending on pubwatch.messages (made_at, id) where is_pending;
      create index messages_finished on pubwatch.messages (finished) where finished is not null;
      create sequence pubwatch.finished;

      create table pubwatch.told (
        subscriber_id text collate "C" not null,
        source_id text collate "C" not null,
        change_id text collate "C" not null,
        message_id text collate "C" not null references pubwatch.messages on delete cascade,
        primary key (subscriber_id, source_id, change_id)
      );
      create index told_by_message on pubwatch.told (message_id);

      create table pubwatch.runs (
        line integer primary key,
        text bytea not null
      );
      create table pubwatch.run_head (
        is_only boolean primary key default true check (is_only),
        document bytea
      );
      insert into pubwatch.run_head default values;
      create table pubwatch.timestamps (
        line integer primary key,
        token bytea not null
      );

      create table pubwatch.hosts (
        origin text collate "C" primary key,
        file text collate "C" not null unique,
        document bytea not null
      );
      create table pubwatch.unsubscriptions (
        subscriber_id text collate "C" not null,
        list text collate "C" not null,
        at text not null,
        number bigint generated always as identity,
        primary key (subscriber_id, list)
      );
    `,
  },
  {
    number: 2,
    sql: `
      create table pubwatch.run_captures (
        file text collate "C" not null,
        part integer not null,
        bytes bytea not null,
        made_at timestamptz not null default now(),
        primary key (file, part)
      );
      alter table pubwatch.run_captures alter column bytes set storage external;

      create table pubwatch.kept_bodies (
        url text collate "C" not null,
        fetched_at text collate "C" not null,
        sha256 text not null,
        etag text,
        last_modified text,
        file text not null,
        primary key (url, fetched_at)
      );
    `,
  },
  {
    number: 3,
    sql: `
      -- What many sources are looked at by, beside the documents: a source's standing, and when a commit was made.
      alter table pubwatch.sources add column seen text, add column pulse text;
      alter table pubwatch.commits add column at text collate "C";
      update pubwatch.commits set at = substring(convert_from(changes, 'UTF8') from '"takenAt": ?"([^"]+)"');
      create index commits_newest on pubwatch.commits (at desc, source_id) where has_changes;
    `,
  },
  {
    number: 4,
    sql: `
      -- Commits of the first format say only of their changes when they were made.
      update pubwatch.commits set at = substring(convert_from(changes, 'UTF8') from '"at": ?"([^"]+)"')
      where at is null and has_changes;
    `,
  },
  {
    number: 5,
    sql: `
      -- What a lock protects, read in the question that takes it: a statement sees what was there when it began, before the lock was
      -- taken; each statement in a volatile function sees what is there now. What is large is read over another connection.
      create function pubwatch.look_at_source(taken boolean[], id text) returns table (current bytea, checked bytea)
      language plpgsql volatile as $$
        begin
          if true = all (taken) then
            return query select s.current, s.checked from pubwatch.sources s
              where s.source_id = id and coalesce(octet_length(s.current), 0) + coalesce(octet_length(s.checked), 0) < 1000000;
          end if;
        end
      $$;
      create function pubwatch.look_at_hosts(taken boolean[], origins text[]) returns table (origin text, document bytea)
      language plpgsql volatile as $$
        begin
          if true = all (taken) then
            return query select h.origin, h.document from pubwatch.hosts h where h.origin = any (origins);
          end if;
        end
      $$;
    `,
  },
];
