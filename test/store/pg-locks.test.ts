import { afterAll, expect } from 'vitest';
import { createSystemClock } from '../../src/lib/clock.ts';
import { createAdvisoryLocks, type Key } from '../../src/store/pg/advisory.ts';
import { createDatabase, type Database } from '../../src/store/pg/database.ts';
import { createPgHosts } from '../../src/store/pg/pg-hosts.ts';
import { createPostgresOnce } from '../support/postgres.ts';
import { testWith } from '../support/program.ts';

const clock = createSystemClock();
const never = new AbortController().signal;
const postgres = createPostgresOnce();
afterAll(() => postgres.stop(), 60_000);

/** A database of its own, and the way to it as one process after another has it. */
function testDatabase(name: string, run: (open: () => Database) => Promise<void>): void {
  testWith('initdb', name, async () => {
    const url = await (await postgres.server()).makeDatabase();
    const opened: Database[] = [];
    try {
      await run(() => {
        const db = createDatabase(url);
        opened.push(db);
        return db;
      });
    } finally {
      for (const db of opened) await db.close();
    }
  });
}

const keyOf = (name: string, mode: Key['mode'] = 'alone'): Key => ({ of: 7, name, mode });

testDatabase('of several locks all are taken or none', async (open) => {
  const [one, other] = [createAdvisoryLocks(open(), clock), createAdvisoryLocks(open(), clock)];
  const held = await one.tryTake([keyOf('a')]);
  expect(await other.tryTake([keyOf('b', 'shared'), keyOf('a'), keyOf('c')])).toBeNull();
  const rest = await one.tryTake([keyOf('b'), keyOf('c')]);
  expect(rest).not.toBeNull();
  await rest?.release();
  await held?.release();
  expect(await other.tryTake([keyOf('b', 'shared'), keyOf('a'), keyOf('c')])).not.toBeNull();
});

testDatabase('a lock that is released twice is not taken from who took it since, in the same process', async (open) => {
  const [one, other] = [createAdvisoryLocks(open(), clock), createAdvisoryLocks(open(), clock)];
  const first = await one.tryTake([keyOf('a', 'shared')]);
  await one.tryTake([keyOf('a', 'shared')]);
  await first?.release();
  await first?.release();
  expect(await other.tryTake([keyOf('a')])).toBeNull();
});

testDatabase('a statement is prepared once a connection', async (open) => {
  const db = open();
  const prepared = "select count(*)::integer as count from pg_prepared_statements where statement like 'select 4%'";
  for (const _ of [1, 2, 3]) expect(await db.query('select 4 + $1::integer as sum', [1])).toEqual([{ sum: 5 }]);
  expect(await db.query(prepared)).toEqual([{ count: 1 }]);
});

const PULSE = { startedAt: '2026-02-03T04:00:00.000Z', hostDelayMs: 5_000, latencyMs: 120 };
const ROBOTS = { text: 'User-agent: *', fetchedAt: '2026-02-03T03:00:00.000Z', status: 200 };
const NOTHING = { notBefore: null, robots: null, pulse: null };

testDatabase('while a host is held what is known of it is read once, and the next time with the lock', async (open) => {
  const db = open();
  const asked: string[] = [];
  const query: Database['query'] = (sql, values) => {
    if (sql.includes('where origin = $1')) asked.push(String(values?.[0]));
    return db.query(sql, values);
  };
  const hosts = createPgHosts({ query }, createAdvisoryLocks(db, clock), clock);
  const other = open();
  const otherHosts = createPgHosts(other, createAdvisoryLocks(other, clock), clock);
  const [origin, secure] = ['http://library.example:8080', 'https://library.example'];

  const held = await hosts.hold?.('library.example', never);
  for (const _ of [1, 2]) expect(await hosts.read(origin)).toBeNull();
  await hosts.write(origin, { ...NOTHING, pulse: PULSE });
  expect(await hosts.read(origin)).toEqual({ ...NOTHING, pulse: PULSE });
  expect(await hosts.read(secure)).toBeNull();
  expect(asked).toEqual([origin, secure]);

  await held?.release();
  const heldThere = await otherHosts.hold?.('library.example', never);
  await otherHosts.write(origin, { ...NOTHING, robots: ROBOTS });
  await heldThere?.release();
  expect(await hosts.read(origin)).toEqual({ ...NOTHING, robots: ROBOTS }); // who does not hold it asks each time
  asked.splice(0);
  const again = await hosts.hold?.('library.example', never);
  expect(await hosts.read(origin)).toEqual({ ...NOTHING, robots: ROBOTS });
  expect(await hosts.read(secure)).toBeNull();
  expect(asked).toEqual([]);
  await again?.release();
});

testDatabase(
  'a look sees what was committed after its statement began, and nothing where a lock is not there',
  async (open) => {
    const [db, other] = [open(), open()];
    await other.query("insert into pubwatch.sources (source_id, checked) values ('alpha', 'old')");
    const asked = db.query<{ seen: Buffer; before: Buffer; barred: number }>(
      `with locks as materialized (select pg_sleep(1) is null, array[true] as taken)
     select found.checked as seen, (select checked from pubwatch.sources) as before,
            (select count(*)::integer from pubwatch.look_at_source(array[true, false], 'alpha')) as barred
     from locks left join lateral pubwatch.look_at_source(locks.taken, 'alpha') as found on true`,
    );
    const sleeping = 'select count(*)::integer as count from pg_stat_activity where wait_event = $1';
    await expect.poll(() => other.query(sleeping, ['PgSleep'])).toEqual([{ count: 1 }]);
    await other.query("update pubwatch.sources set checked = 'new'");
    expect((await asked).map(({ seen, before, barred }) => [String(seen), String(before), barred])).toEqual([
      ['new', 'old', 0],
    ]);
    await other.query("update pubwatch.sources set current = convert_to(repeat('x', 1000000), 'UTF8')");
    const large = "select checked from pubwatch.look_at_source(array[true], 'alpha')";
    expect(await db.query(large)).toEqual([]); // it would keep the connection of the locks busy
  },
);
