import { recordJob, recordOrderView, recordPageView } from './browse.ts';
import { drawCheckout, recordCheckout } from './checkout.ts';
import { putProxyBefore, recordAdmin, recordPicture } from './edges.ts';
import { type Random, seeded } from './random.ts';
import { type DemoSpan, Recorder } from './recorder.ts';
import { OOM_AFTER_MS, ordersAt, type Story } from './story.ts';

/** Requests a second, on average. */
const rates = { pageViews: 3.4, checkouts: 0.6, orderViews: 0.4, adminViews: 0.02 };
/** Every checkout's order reaches a worker about this much later. */
const JOB_DELAY_MS = 1_400;

const kind = { pageView: 1, checkout: 2, orderView: 3, job: 4, adminView: 5 };

/** As many as the rate says: the whole part always, one more with the chance of the rest. */
const howMany = (random: Random, rate: number) => Math.floor(rate + random());

/** The one checkout that everybody looks at: the last large one before the first kill. */
const KNOWN_TRACE = '7be1f0c4a92d4e0f8c51b6d3e07a1f24';
const KNOWN_BEFORE_KILL_MS = 8_800;

const knownStartMs = ({ deployMs }: Story) => deployMs + (OOM_AFTER_MS[0] ?? 0) - KNOWN_BEFORE_KILL_MS;

/** Seconds are counted from the story's deploy, so that they name the same requests at every start. */
export const secondOf = ({ deployMs }: Story, ms: number): number => Math.floor((ms - deployMs) / 1_000);
export const startOfSecond = ({ deployMs }: Story, second: number): number => deployMs + second * 1_000;

/** Everything that the requests which begin in one second do, also what they do later on. */
export function recordSecond(story: Story, second: number): Recorder[] {
  const fromMs = startOfSecond(story, second);
  const records: Recorder[] = [];
  function each(what: number, rate: number, write: (record: Recorder, index: number) => void): void {
    const count = howMany(seeded(second, what), rate);
    for (let index = 0; index < count; index++) {
      const random = seeded(second, what, index);
      const record = new Recorder(random, fromMs + random() * 1_000);
      write(record, index);
      records.push(record);
    }
  }
  const orders = (record: Recorder) => ordersAt(story, record.startMs);
  each(kind.pageView, rates.pageViews, (record, index) => {
    recordPageView(record, orders(record));
    const page = record.spans.find(({ service, kind: entry }) => service === 'web' && entry === 'server');
    if (page?.name === 'GET /products/:id') recordPicture(record, page, second, index);
    putProxyBefore(record, second, index);
  });
  each(kind.orderView, rates.orderViews, (record) => recordOrderView(record, orders(record)));
  each(kind.adminView, rates.adminViews, recordAdmin);
  each(kind.checkout, rates.checkouts, (record, index) =>
    recordCheckout(record, drawCheckout(record, second * 3 + index + 9_000), orders(record)),
  );
  if (secondOf(story, knownStartMs(story)) === second) records.push(recordKnown(story));
  return [...records, ...records.flatMap((record, index) => jobAfter(record, second, index))];
}

function recordKnown(story: Story): Recorder {
  const record = new Recorder(seeded(kind.checkout), knownStartMs(story), KNOWN_TRACE);
  const cart = { cart: 'c-51920', order: 'o-88213', user: 'u-20411', tier: 'business' };
  recordCheckout(
    record,
    { ...cart, items: 48, total: '412.60', stuck: true },
    ordersAt(story, record.startMs),
  );
  return record;
}

function jobAfter({ spans, startMs }: Recorder, second: number, index: number): Recorder[] {
  const sender = spans.find(({ kind: sent, service }) => sent === 'producer' && service === 'orders');
  if (!sender) return [];
  const record = new Recorder(seeded(second, kind.job, index), startMs + JOB_DELAY_MS);
  recordJob(record, { traceId: sender.traceId, spanId: sender.spanId });
  return [record];
}

export const spansOfSecond = (story: Story, second: number): DemoSpan[] =>
  recordSecond(story, second).flatMap(({ spans }) => spans);
