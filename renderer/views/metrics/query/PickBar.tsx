import { Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { count } from '../../../../shared/model/format.ts';
import { Segments } from '../../../components/Segments.tsx';
import type { LabelFacts } from '../../../promql/label-facts.ts';
import { TypeTag } from '../list/TypeTag.tsx';
import css from '../metrics.module.css';
import type { Explore } from '../use-explore.ts';
import {
  type Aggregation,
  aggregationOf,
  aggregations,
  type MetricChoice,
  type Shape,
  shapeOf,
  shapesOf,
} from './build-query.ts';
import { MatcherChips } from './MatcherChips.tsx';

const SHAPE_NAMES: Record<Shape, string> = {
  rate: 'Rate',
  increase: 'Increase',
  value: 'Value',
  quantiles: 'Quantiles',
  mean: 'Mean',
  buckets: 'Buckets',
  labels: 'Labels',
};

const AGGREGATION_NAMES: Record<Aggregation, string> = {
  sum: 'sum',
  avg: 'average',
  min: 'smallest',
  max: 'largest',
  count: 'number of series',
  none: 'each series',
};

/** Labels told as buttons; the others are in a menu. */
const IN_SIGHT = 5;

/** The picked metric: what is asked of it, how it is split, and which of its series count. */
export function PickBar({ explore, choice }: { explore: Explore; choice: MetricChoice }) {
  const { family, labels, change } = explore;
  const shape = shapeOf(choice);
  const shapes = shapesOf(choice);
  const splits = shape !== 'labels' && shape !== 'buckets';
  return (
    <div className={css.pick}>
      <div className={css.pickHead}>
        <h2 className="mono semi cut" title={choice.metric}>
          {choice.metric}
        </h2>
        <TypeTag type={choice.type} />
        {family?.unit ? <span className="tag">{family.unit}</span> : null}
        <span className="t2 cut grow" title={family?.help}>
          {family?.help}
        </span>
      </div>
      <div className={css.pickRow}>
        {shapes.length > 1 ? (
          <Segments
            label="What to show"
            options={shapes.map((each): [Shape, string] => [each, SHAPE_NAMES[each]])}
            value={shape}
            onChange={(next) =>
              change({
                shape: next === shapes[0] ? null : next,
                only: [],
                ...(next === 'labels' ? { picture: 'table' } : {}),
              })
            }
          />
        ) : null}
        {splits && shape !== 'quantiles' && shape !== 'mean' ? (
          <AggregationMenu choice={choice} onChange={(aggregation) => change({ aggregation, only: [] })} />
        ) : null}
        {splits ? (
          <SplitButtons labels={labels} by={choice.by} onBy={(by) => change({ by, only: [] })} />
        ) : null}
        <MatcherChips labels={labels} where={choice.where} onWhere={(where) => change({ where, only: [] })} />
      </div>
    </div>
  );
}

function AggregationMenu({ choice, onChange }: { choice: MetricChoice; onChange(how: Aggregation): void }) {
  const how = aggregationOf(choice);
  return (
    <Menu position="bottom-start" width={180}>
      <Menu.Target>
        <button type="button" className="btn" title="How series are put together">
          {AGGREGATION_NAMES[how]} <IconChevronDown size={12} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {aggregations.map((each) => (
          <Menu.Item
            key={each}
            onClick={() => onChange(each)}
            {...(each === how ? { 'aria-current': true } : {})}
          >
            {AGGREGATION_NAMES[each]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

interface SplitProps {
  labels: LabelFacts[];
  by: string[];
  onBy(by: string[]): void;
}

/** cAdvisor's copies of container labels are told by what was copied. */
const shortLabel = (name: string): string => name.replace(/^container_label_(?:com_docker_)?/, '');

function SplitButtons({ labels, by, onBy }: SplitProps) {
  const useful = labels.filter(
    ({ name, values }) => name !== 'le' && (values.length > 1 || by.includes(name)),
  );
  const split = [...useful].sort((a, b) => Number(by.includes(b.name)) - Number(by.includes(a.name)));
  const flip = (name: string) => onBy(by.includes(name) ? by.filter((each) => each !== name) : [...by, name]);
  if (split.length === 0) return null;
  const hidden = split.slice(IN_SIGHT);
  return (
    <fieldset className={css.splits}>
      <legend className="visually-hidden">Split by</legend>
      <span className="t3" aria-hidden="true">
        by
      </span>
      {split.slice(0, IN_SIGHT).map(({ name, values }) => (
        <button
          key={name}
          type="button"
          className="btn small"
          aria-pressed={by.includes(name)}
          title={`Split by ${name}: ${values.length} values`}
          onClick={() => flip(name)}
        >
          <span>{shortLabel(name)}</span> <span className="t3">{count(values.length)}</span>
        </button>
      ))}
      {hidden.length > 0 ? (
        <Menu position="bottom-start" width={260} closeOnItemClick={false}>
          <Menu.Target>
            <button type="button" className="btn small quiet">
              {hidden.length} more <IconChevronDown size={12} />
            </button>
          </Menu.Target>
          <Menu.Dropdown mah={320} style={{ overflowY: 'auto' }}>
            {hidden.map(({ name, values }) => (
              <Menu.Item
                key={name}
                onClick={() => flip(name)}
                rightSection={<span className="t3 fs11">{count(values.length)}</span>}
              >
                {name}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      ) : null}
    </fieldset>
  );
}
