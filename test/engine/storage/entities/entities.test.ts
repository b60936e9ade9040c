import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { entityReadQueries } from '../../../../electron/engine/storage/entities/read.ts';
import { migrate } from '../../../../electron/engine/storage/migrate.ts';
import { telemetryMigrations } from '../../../../electron/engine/storage/migrations/telemetry.ts';
import { StatementCache } from '../../../../electron/engine/storage/session.ts';
import type { ContainerDetail } from '../../../../shared/contract/containers.ts';
import { openStore } from '../../open-store.ts';

const id = (letter: string) => letter.repeat(64);

function detail(
  containerId: string,
  name: string,
  more: Partial<ContainerDetail['summary']> = {},
): ContainerDetail {
  return {
    summary: { id: containerId, name, entity: `name:${name}`, image: 'shop/web', createdMs: 1, ...more },
    env: [{ name: 'COLOUR', value: 'red', masked: false }],
  } as ContainerDetail;
}

test('an entity is found by key, name, container id and the id’s beginning', async () => {
  const store = await openStore();
  await store.write('entities.remember', { details: [detail(id('a'), 'web')], nowMs: 5 });
  for (const text of ['name:web', 'web', id('a'), id('a').slice(0, 12)]) {
    expect((await store.read('entities.find', { text }))?.summary.name).toBe('web');
  }
  for (const text of ['we', 'a', id('b'), '', "' OR 1=1 --", '%']) {
    expect(await store.read('entities.find', { text })).toBeNull();
  }
});

test('what was last known stands, and each container is a run of its own', async () => {
  const store = await openStore();
  const runs: [string, number][] = [
    [id('a'), 1],
    [id('b'), 2],
  ];
  for (const [containerId, createdMs] of runs) {
    await store.write('entities.remember', {
      details: [detail(containerId, 'web', { createdMs, image: `shop/web:${createdMs}` })],
      nowMs: createdMs * 10,
    });
  }
  expect((await store.read('entities.find', { text: id('a') }))?.summary.image).toBe('shop/web:2');
  const listed = await store.read('entities.runs', { entity: 'name:web' });
  expect(listed.map(({ containerId, lastSeenMs }) => [containerId, lastSeenMs])).toEqual([
    [id('b'), 20],
    [id('a'), 10],
  ]);
});

test('a name that two entities had means the one seen last', async () => {
  const store = await openStore();
  const composed = detail(id('c'), 'web', { entity: 'compose:shop/web/1' });
  await store.write('entities.remember', { details: [detail(id('a'), 'web')], nowMs: 5 });
  await store.write('entities.remember', { details: [composed], nowMs: 6 });
  expect((await store.read('entities.find', { text: 'web' }))?.summary.entity).toBe('compose:shop/web/1');
});

test('a store from before entities keeps its events and learns of them', () => {
  const db = new Database(':memory:');
  onTestFinished(() => void db.close());
  const step = telemetryMigrations.findIndex(({ name }) => name.startsWith('entities'));
  migrate(db, telemetryMigrations, step);
  db.prepare("INSERT INTO events VALUES (5, 'c1', 'start', 'container', 'api', 'name:api', '[]')").run();
  migrate(db, telemetryMigrations, step + 1);
  expect(db.prepare('SELECT time_ns, action FROM events').all()).toEqual([{ time_ns: 5, action: 'start' }]);
  expect(db.prepare('SELECT count(*) AS n FROM entities').get()).toEqual({ n: 0 });
  expect(db.pragma('user_version', { simple: true })).toBe(step + 1);
});

test('no query of entities reads a whole table', () => {
  const db = new Database(':memory:');
  onTestFinished(() => void db.close());
  migrate(db, telemetryMigrations);
  const plans: string[] = [];
  const session = new (class extends StatementCache {
    override prepare<Params extends unknown[], Row>(sql: string): Database.Statement<Params, Row> {
      const steps = db.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`);
      plans.push(...steps.all(...Array(sql.split('?').length - 1).fill('x')).map((plan) => plan.detail));
      return super.prepare(sql);
    }
  })(db);
  entityReadQueries['entities.find'](session, { text: 'abcd' }).next();
  entityReadQueries['entities.runs'](session, { entity: 'name:web' }).next();
  expect(plans.length).toBeGreaterThan(2);
  expect(plans.filter((plan) => plan.startsWith('SCAN'))).toEqual([]);
});
