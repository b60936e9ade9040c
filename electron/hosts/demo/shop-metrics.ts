import type { Containers } from './containers.ts';
import { keyValues, nanos, resource } from './otlp.ts';
import type { DemoSpan } from './recorder.ts';
import { DURATION_BOUNDS, type RequestMeter, ShopMeter } from './shop-meter.ts';
import { ordersMemory } from './story.ts';

/** As the SDK's reader of a small shop is set. */
const EXPORT_EVERY_MS = 10_000;
/** StatsD has no times: what is long past is not told over it. */
const LIVE_MS = 30_000;
const CUMULATIVE = 2;

/**
 * The shop's own figures in the three ways in which applications give theirs: requests over OTLP, the money over
 * StatsD, stock and queues on a page for Prometheus.
 */
export class ShopMetrics {
  readonly meter = new ShopMeter();
  readonly #containers: Containers;
  readonly #startMs: number;
  #exportedMs: number;

  constructor(containers: Containers, startMs: number) {
    this.#containers = containers;
    // The run before may have told its figures up to this very moment.
    this.#startMs = startMs + 1;
    this.#exportedMs = startMs;
  }

  /** Counts the spans that ended up to the moment. */
  add(spans: readonly DemoSpan[]): void {
    this.meter.add(spans);
  }

  /** An ExportMetricsServiceRequest as JSON once it is time for one, else null. */
  otlpRequest(untilMs: number): string | null {
    if (untilMs - this.#exportedMs < EXPORT_EVERY_MS) return null;
    this.#exportedMs = untilMs;
    const bySender = Map.groupBy(this.meter.requests.values(), ({ container }) => container);
    const resourceMetrics = [...bySender].flatMap(([container, meters]) => {
      const service = meters[0]?.service ?? '';
      const attributes = keyValues(resource({ service, container, startMs: untilMs }, this.#containers));
      const metrics = [
        this.#durations(meters, untilMs),
        ...(service === 'orders' ? [this.#cache(untilMs)] : []),
      ];
      return [
        { resource: { attributes }, scopeMetrics: [{ scope: { name: 'demo', version: '1.0.0' }, metrics }] },
      ];
    });
    return resourceMetrics.length === 0 ? null : JSON.stringify({ resourceMetrics });
  }

  /** Lines for StatsD of what was added last; empty for the past. */
  statsdLines(untilMs: number, nowMs: number): string[] {
    if (nowMs - untilMs > LIVE_MS) return [];
    const { newOrders, newPayments } = this.meter;
    return [
      ...newOrders.flatMap(({ tier, items }) => [
        `shop.orders:1|c|#tier:${tier}`,
        `shop.cart.items:${items}|h|#tier:${tier}`,
      ]),
      ...newPayments.flatMap(({ amount, accepted }) => [
        `shop.payments:1|c|#result:${accepted ? 'accepted' : 'failed'}`,
        ...(accepted ? [`shop.revenue.eur:${amount}|c`] : []),
      ]),
      `shop.visitors:${visitors(untilMs)}|g`,
    ];
  }

  /** What stands on the shop's own page for Prometheus. */
  exposition(nowMs: number): string {
    const { payments, orders, itemsSold } = this.meter;
    const stock = PRODUCTS.map(
      ([product, most]) => `shop_stock_items{product="${product}"} ${stockOf(most, itemsSold)}`,
    );
    const sold = [...orders].map(([tier, count]) => `shop_orders_placed_total{tier="${tier}"} ${count}`);
    return [
      '# HELP shop_stock_items Items of a product in stock.',
      '# TYPE shop_stock_items gauge',
      ...stock,
      '# HELP shop_orders_placed_total Orders since the start, by tier of customers.',
      '# TYPE shop_orders_placed_total counter',
      ...sold,
      '# HELP shop_payments_total Payments since the start, by result.',
      '# TYPE shop_payments_total counter',
      `shop_payments_total{result="accepted"} ${payments.accepted}`,
      `shop_payments_total{result="failed"} ${payments.failed}`,
      '# HELP shop_revenue_eur_total Money taken since the start.',
      '# TYPE shop_revenue_eur_total counter',
      `shop_revenue_eur_total ${payments.revenue.toFixed(2)}`,
      '# HELP shop_visitors Visitors who are in the shop now.',
      '# TYPE shop_visitors gauge',
      `shop_visitors ${visitors(nowMs)}`,
      '',
    ].join('\n');
  }

  #durations(meters: readonly RequestMeter[], untilMs: number): object {
    const dataPoints = meters.map(({ method, route, status, counts, sum }) => ({
      attributes: keyValues([
        ['http.request.method', method],
        ['http.route', route],
        ['http.response.status_code', Number(status)],
      ]),
      startTimeUnixNano: nanos(this.#startMs),
      timeUnixNano: nanos(untilMs),
      count: String(counts.reduce((all, count) => all + count, 0)),
      sum,
      bucketCounts: counts.map(String),
      explicitBounds: DURATION_BOUNDS,
    }));
    const description = 'Duration of HTTP server requests.';
    const histogram = { aggregationTemporality: CUMULATIVE, dataPoints };
    return { name: 'http.server.request.duration', unit: 's', description, histogram };
  }

  /** The cache without bound of the bad version. */
  #cache(untilMs: number): object {
    const bytes = Math.max(0, ordersMemory(this.#containers.story, untilMs) - 60) * 2 ** 20;
    const dataPoints = [{ timeUnixNano: nanos(untilMs), asInt: String(Math.round(bytes)) }];
    return {
      name: 'cart.cache.size',
      unit: 'By',
      description: 'Bytes of carts in the cache.',
      gauge: { dataPoints },
    };
  }
}

const PRODUCTS: [product: string, most: number][] = [
  ['espresso-cup', 400],
  ['hand-grinder', 120],
  ['kettle', 90],
  ['filter-paper', 900],
];

/** Sold and now and then filled up again. */
const stockOf = (most: number, sold: number): number => most - (Math.floor((sold * most) / 2_000) % most);

const DAY_MS = 86_400_000;
/** More by day than by night, and never quite the same. */
function visitors(ms: number): number {
  const day = Math.sin(((ms % DAY_MS) / DAY_MS) * 2 * Math.PI - Math.PI / 2);
  return Math.round(46 + 20 * day + 5 * Math.sin(ms / 47_000) + 3 * Math.sin(ms / 13_000));
}
