import { expect, test } from 'vitest';
import { viewModuleOf } from '../../../renderer/views/view-modules.ts';

test.each([
  ['/', '/'],
  ['/traces', '/traces'],
  ['/traces/', '/traces'],
  ['/traces/compare', '/traces/compare'],
  ['/traces/0af7651916cd43dd8448eb211c80319c', '/traces/:traceId'],
  ['/containers/shop%2Fapi', '/containers/:name'],
  ['/metrics/targets', '/metrics/targets'],
  ['/alerts', '/alerts'],
  ['/alerts/silences', '/alerts/silences'],
  ['/alerts/receivers', '/alerts/receivers'],
  ['/alerts/notifications', '/alerts/notifications'],
])('the address %s is that of the view at %s', (address, path) => {
  expect(viewModuleOf(address)?.path).toBe(path);
});

test.each(['/nowhere', '/traces/a/b', '/logs/x'])('%s is the address of no view', (address) => {
  expect(viewModuleOf(address)).toBeUndefined();
});
