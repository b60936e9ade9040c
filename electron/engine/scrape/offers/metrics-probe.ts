import type { MetricMetadata } from '../../../../shared/model/series.ts';
import { expositionFormat } from '../../formats/exposition/content-type.ts';
import type { ExpositionVisitor } from '../../formats/exposition/exposition.ts';
import { SeriesCache } from '../../formats/exposition/series-cache.ts';
import { HttpFetcher } from '../http/http-fetcher.ts';
import { acceptHeader } from '../loop/accept.ts';
import { type BodyDecoder, openDecoder } from '../loop/open-decoder.ts';

const TIMEOUT_MS = 2_000;
/** Whoever has more has metrics; the rest is not looked at. */
const MOST_BYTES = 4 * 2 ** 20;

const plainClient = {
  basicAuth: null,
  authorization: null,
  tls: {
    ca: null,
    cert: null,
    key: null,
    serverName: null,
    insecureSkipVerify: false,
    minVersion: null,
    maxVersion: null,
  },
  followRedirects: false,
  headers: [],
};

/** Asks an address once whether it has metrics. @returns the metric families that it told, null when it has none */
export async function probeMetrics(
  url: string,
  userAgent: string,
  stop: AbortSignal,
): Promise<number | null> {
  const fetcher = new HttpFetcher({ client: plainClient, userAgent, resolve: () => [] });
  const families = new Families();
  try {
    let decoder: BodyDecoder | null = null;
    const options = {
      headers: { accept: acceptHeader(['OpenMetricsText1.0.0', 'PrometheusText0.0.4']) },
      timeoutMs: TIMEOUT_MS,
      mostBytes: MOST_BYTES,
      signal: stop,
    };
    await fetcher.fetch(url, options, (contentType) => {
      // A file that is served as it lies has no type that says anything: what stands in it tells.
      if (expositionFormat(contentType, 'text') === 'json') throw new Error('any JSON would do');
      decoder = openDecoder({
        contentType,
        fallbackProtocol: null,
        cache: new SeriesCache<null>(),
        visitor: families,
      });
      return (chunk) => void decoder?.write(chunk);
    });
    const outcome = (decoder as BodyDecoder | null)?.end();
    return outcome && outcome.fault === null && outcome.samples > 0 ? families.count : null;
  } catch {
    // Nothing answers there, or something else than metrics: both mean that there is nothing to offer.
    return null;
  } finally {
    fetcher.dispose();
  }
}

/** Counts what is described; a document without descriptions by its names. */
class Families implements ExpositionVisitor<null> {
  readonly #described = new Set<string>();
  readonly #named = new Set<string>();

  get count(): number {
    return this.#described.size || this.#named.size;
  }

  series(labels: [name: string, value: string][]): null {
    const name = labels.find(([label]) => label === '__name__')?.[1];
    if (name !== undefined) this.#named.add(name);
    return null;
  }

  metadata(family: string, _metadata: MetricMetadata): void {
    this.#described.add(family);
  }

  sample(): void {
    // Only the names matter.
  }

  exemplar(): void {
    // Only the names matter.
  }
}
