import { count } from '../../../shared/model/format.ts';
import { type SeverityLevel, severityLevels } from '../../../shared/model/log-record.ts';
import { Name } from '../../components/Name.tsx';
import css from './logs.module.css';

interface LogFacetsProps {
  levels: Map<SeverityLevel, number>;
  chosenLevels: SeverityLevel[];
  onLevels(levels: SeverityLevel[]): void;
  containers: { entity: string; name: string; lines: number }[];
  chosenEntities: string[];
  onEntities(entities: string[]): void;
}

const toggled = <T,>(list: T[], value: T): T[] =>
  list.includes(value) ? list.filter((other) => other !== value) : [...list, value];

/** Levels and containers of the result, to narrow it with. Nothing chosen means everything. */
export function LogFacets(props: LogFacetsProps) {
  const { levels, chosenLevels, onLevels, containers, chosenEntities, onEntities } = props;
  const most = Math.max(1, ...levels.values());
  const loudFirst = severityLevels
    .toReversed()
    .filter((level) => levels.has(level) || chosenLevels.includes(level));
  return (
    <div className={css.facets}>
      <div className="pane-head">
        <h2>Fields</h2>
      </div>
      <fieldset>
        <legend>level</legend>
        {loudFirst.map((level) => (
          <label key={level} className={css.facet}>
            <input
              type="checkbox"
              checked={chosenLevels.includes(level)}
              onChange={() => onLevels(toggled(chosenLevels, level))}
            />
            <span className={css.level} data-level={level}>
              {level}
            </span>
            <span className={css.facetCount}>{count(levels.get(level) ?? 0)}</span>
            <span
              className={css.facetBar}
              style={{ width: `${((levels.get(level) ?? 0) / most) * 100}%` }}
              data-level={level}
            />
          </label>
        ))}
      </fieldset>
      <fieldset>
        <legend>container</legend>
        {containers.map(({ entity, name, lines }) => (
          <label key={entity} className={css.facet}>
            <input
              type="checkbox"
              checked={chosenEntities.includes(entity)}
              onChange={() => onEntities(toggled(chosenEntities, entity))}
            />
            <Name name={name} />
            <span className={css.facetCount} title="lines stored in all">
              {count(lines)}
            </span>
          </label>
        ))}
      </fieldset>
    </div>
  );
}
