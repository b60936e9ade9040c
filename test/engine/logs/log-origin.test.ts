import { expect, test } from 'vitest';
import { NOBODY } from '../../../electron/engine/formats/logs/producer.ts';
import { logOrigin } from '../../../electron/engine/logs/log-origin.ts';
import type { ContainerSummary } from '../../../shared/model/container.ts';

const container = { entity: 'compose:shop/cart/1', id: 'ab12', name: 'shop-cart-1' } as ContainerSummary;

test('a stream of a known container is that container’s, whatever it calls itself', () => {
  expect(logOrigin('otlp', { ...NOBODY, service: 'cart' }, [['a', 'b']], container)).toEqual({
    source: 'otlp',
    entity: 'compose:shop/cart/1',
    containerId: 'ab12',
    container: 'shop-cart-1',
    service: 'cart',
    labels: [['a', 'b']],
  });
});

test.each([
  [{ service: 'cart', file: '/a.log', hostName: 'box' }, 'service:cart', 'cart'],
  [{ containerName: '/shop-web-1', file: '/a.log' }, 'service:shop-web-1', 'shop-web-1'],
  [{ file: '/a.log', hostName: 'box' }, 'file:/a.log', '/a.log'],
  [{ hostName: 'box', name: 'index' }, 'host:box', 'box'],
  [{ name: 'index' }, 'service:index', 'index'],
  [{}, 'service:unknown_service', 'unknown_service'],
])('without one it is called %j', (producer, entity, name) => {
  expect(logOrigin('loki', { ...NOBODY, ...producer }, [], null)).toMatchObject({ entity, container: name });
});
