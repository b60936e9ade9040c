import { isLabelName } from '../../../../shared/promql/build.ts';
import { quoted } from '../../../../shared/promql/go-text.ts';
import type { LocalClient } from '../local-client.ts';
import type { Answer, Asked } from './answer.ts';
import { ApiError } from './api-error.ts';
import { limit, matches, range } from './parameters.ts';
import { labelsJson, list } from './value-json.ts';

const MOST = 200_000;
const TRUNCATED = ['results truncated due to limit'];

/** `/series`, `/labels` and `/label/{name}/values`. */
export class Names {
  readonly #client: LocalClient;

  constructor(client: LocalClient) {
    this.#client = client;
  }

  async series({ parameters, signal }: Asked): Promise<Answer> {
    const selectors = matches(parameters, { named: true });
    if (selectors.length === 0) throw new ApiError('bad_data', 'no match[] parameter provided');
    const { series, truncated } = await this.#client.call(
      'metrics.series',
      { ...range(parameters), selectors, limit: Math.min(MOST, limit(parameters) || MOST) },
      { signal },
    );
    return {
      text: ['[', ...list(series.map(labelsJson)), ']'],
      ...(truncated ? { warnings: TRUNCATED } : {}),
    };
  }

  async labels({ parameters, signal }: Asked): Promise<Answer> {
    const most = limit(parameters);
    const asked = { ...range(parameters), selectors: matches(parameters) };
    const names = await this.#client.call('metrics.labelNames', asked, { signal });
    const truncated = most > 0 && names.length > most;
    return {
      data: truncated ? names.slice(0, most) : names,
      ...(truncated ? { warnings: TRUNCATED } : {}),
    };
  }

  async values({ parameters, path, signal }: Asked): Promise<Answer> {
    const label = unescapedName(path.name ?? '');
    if (!isLabelName(label)) throw new ApiError('bad_data', `invalid label name: ${quoted(label)}`);
    const { values, truncated } = await this.#client.call(
      'metrics.labelValues',
      {
        ...range(parameters),
        label,
        selectors: matches(parameters),
        limit: Math.min(MOST, limit(parameters) || MOST),
      },
      { signal },
    );
    return { data: values, ...(truncated ? { warnings: TRUNCATED } : {}) };
  }
}

/** `U__my_2e_name` is `my.name`, for clients whose names may be letters, digits and underscores only. */
function unescapedName(name: string): string {
  if (!name.startsWith('U__')) return name;
  return name.slice(3).replace(/__|_([0-9a-fA-F]{1,6})_/g, (all, code: string | undefined) => {
    if (code === undefined) return '_';
    const point = Number.parseInt(code, 16);
    return point <= 0x10ffff && (point < 0xd800 || point > 0xdfff) ? String.fromCodePoint(point) : all;
  });
}
