import type { DemoSpan, Value } from './recorder.ts';

/** As OpenTelemetry's conventions advise for the duration of HTTP requests, in seconds. */
export const DURATION_BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

export interface RequestMeter {
  service: string;
  container: string;
  method: string;
  route: string;
  status: string;
  /** Not cumulative; the last holds what is over all bounds. */
  counts: number[];
  sum: number;
}

/** One checkout as the shop's people count it. */
export interface Order {
  container: string;
  tier: string;
  items: number;
}

export interface Payment {
  container: string;
  amount: number;
  accepted: boolean;
}

/** What an application of the shop counts while it works, taken from the same requests as its spans. */
export class ShopMeter {
  readonly requests = new Map<string, RequestMeter>();
  /** Since the start, by tier of customers. */
  readonly orders = new Map<string, number>();
  readonly payments = { accepted: 0, failed: 0, revenue: 0 };
  itemsSold = 0;
  /** Of the spans of the last call of `add`. */
  newOrders: Order[] = [];
  newPayments: Payment[] = [];

  add(spans: readonly DemoSpan[]): void {
    this.newOrders = [];
    this.newPayments = [];
    for (const span of spans) {
      if (span.kind !== 'server') continue;
      this.#addRequest(span);
      if (span.name === 'POST /orders') this.#addOrder(span);
    }
    for (const span of spans) this.#addPayment(span);
  }

  #addRequest(span: DemoSpan): void {
    const route = of(span, 'http.route');
    if (route === undefined) return;
    const { service, container } = span;
    const method = String(of(span, 'http.request.method') ?? 'GET');
    const status = String(of(span, 'http.response.status_code') ?? (span.error === null ? 200 : 500));
    const key = [service, container, method, route, status].join(' ');
    let meter = this.requests.get(key);
    if (!meter) {
      const counts = new Array<number>(DURATION_BOUNDS.length + 1).fill(0);
      meter = { service, container, method, route: String(route), status, counts, sum: 0 };
      this.requests.set(key, meter);
    }
    const seconds = (span.endMs - span.startMs) / 1_000;
    const bucket = DURATION_BOUNDS.findIndex((bound) => seconds <= bound);
    meter.counts[bucket < 0 ? DURATION_BOUNDS.length : bucket]! += 1;
    meter.sum += seconds;
  }

  #addOrder(span: DemoSpan): void {
    const tier = String(of(span, 'user.tier') ?? 'private');
    const items = Number(of(span, 'cart.items') ?? 0);
    this.orders.set(tier, (this.orders.get(tier) ?? 0) + 1);
    this.itemsSold += items;
    this.newOrders.push({ container: span.container, tier, items });
  }

  #addPayment(span: DemoSpan): void {
    const amount = of(span, 'amount');
    if (typeof amount !== 'number') return;
    const accepted = span.error === null;
    if (accepted) {
      this.payments.accepted++;
      this.payments.revenue += amount;
    } else this.payments.failed++;
    this.newPayments.push({ container: span.container, amount, accepted });
  }
}

const of = (span: DemoSpan, key: string): Value | undefined =>
  span.attributes.find(([name]) => name === key)?.[1];
