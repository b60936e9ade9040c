const STEP_MS = 15_000;
const STEPS = 40;
const BOUNDS = [0.01, 0.1, 1];

type Attributes = Record<string, string>;

const attributes = (pairs: Attributes) =>
  Object.entries(pairs).map(([key, value]) => ({ key, value: { stringValue: value } }));

const nano = (ms: number) => String(BigInt(Math.round(ms)) * 1_000_000n);

/** The moments of ten minutes up to now, every fifteen seconds. */
function times(): { startTimeUnixNano: string; timeUnixNano: string; step: number }[] {
  const first = Date.now() - STEPS * STEP_MS;
  return Array.from({ length: STEPS + 1 }, (_, step) => ({
    startTimeUnixNano: nano(first - STEP_MS),
    timeUnixNano: nano(first + step * STEP_MS),
    step,
  }));
}

/** `NAME_total`, a counter that grows by `perStep` in each of ten minutes' steps, for each set of labels. */
export const counter = (name: string, series: { labels: Attributes; perStep: number }[]) => ({
  name,
  description: `How many ${name}`,
  sum: {
    aggregationTemporality: 2,
    isMonotonic: true,
    dataPoints: series.flatMap(({ labels, perStep }) =>
      times().map(({ step, ...time }) => ({
        ...time,
        asDouble: step * perStep,
        attributes: attributes(labels),
      })),
    ),
  },
});

export const gauge = (name: string, series: { labels: Attributes; value: number }[]) => ({
  name,
  gauge: {
    dataPoints: series.flatMap(({ labels, value }) =>
      times().map(({ step, ...time }) => ({
        ...time,
        asDouble: value + (step % 4),
        attributes: attributes(labels),
      })),
    ),
  },
});

/** `NAME_seconds`: most in the first bucket, some slower, with one example that names its trace. */
export const histogram = (name: string, traceId: string) => ({
  name,
  unit: 's',
  histogram: {
    aggregationTemporality: 2,
    dataPoints: times().map(({ step, ...time }) => ({
      ...time,
      count: String(step * 10),
      sum: step * 0.8,
      explicitBounds: BOUNDS,
      bucketCounts: [step * 7, step * 2, step, 0].map(String),
      attributes: [],
      exemplars:
        step === STEPS - 10
          ? [{ timeUnixNano: time.timeUnixNano, asDouble: 0.62, traceId, spanId: traceId.slice(0, 16) }]
          : [],
    })),
  },
});

/** Sends metrics of one service as OTLP JSON; they are stored when this resolves. */
export async function sendMetrics(port: number, metrics: object[], service = 'shop'): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}/v1/metrics`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      resourceMetrics: [
        {
          resource: { attributes: attributes({ 'service.name': service, 'service.instance.id': 'a' }) },
          scopeMetrics: [{ scope: { name: 'e2e' }, metrics }],
        },
      ],
    }),
  });
  if (answer.status !== 200) throw new Error(`${answer.status}: ${await answer.text()}`);
}
