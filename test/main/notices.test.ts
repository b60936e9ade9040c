import { expect, test } from 'vitest';
import { noticeFilter, noticeOf } from '../../electron/main/notices.ts';
import type { ContainerEvent } from '../../shared/model/container.ts';
import { unixNano } from '../../shared/model/time.ts';

const event = (action: string, attributes: [string, string][] = []): ContainerEvent => ({
  timeUnixNano: unixNano(1n),
  type: 'container',
  action,
  id: 'a1',
  name: 'orders',
  entity: 'compose:shop/orders/1',
  attributes,
});

test('running out of memory, failing health and a failing end are told', () => {
  expect(noticeOf(event('oom'))).toEqual({
    title: 'orders ran out of memory',
    body: 'The kernel killed it at its memory limit.',
    path: '/containers/compose%3Ashop%2Forders%2F1',
  });
  expect(noticeOf(event('health_status: unhealthy'))?.title).toBe('orders is unhealthy');
  expect(noticeOf(event('die', [['exitCode', '1']]))?.body).toBe('Its exit code is 1.');
});

test('what people do themselves is not told', () => {
  for (const action of ['create', 'start', 'stop', 'kill', 'destroy', 'health_status: healthy']) {
    expect(noticeOf(event(action)), action).toBeNull();
  }
  for (const code of ['0', '130', '137', '143']) {
    expect(noticeOf(event('die', [['exitCode', code]])), code).toBeNull();
  }
  expect(noticeOf({ ...event('oom'), type: 'image' })).toBeNull();
});

test('a crash loop is told once a minute', () => {
  const isNew = noticeFilter();
  const notice = { title: 'orders ended', body: '', path: '/' };
  expect(isNew(notice, 0)).toBe(true);
  expect(isNew(notice, 59_999)).toBe(false);
  expect(isNew({ ...notice, title: 'pay ended' }, 1)).toBe(true);
  expect(isNew(notice, 60_000)).toBe(true);
});
