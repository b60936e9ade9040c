import { IconChartBar, IconChevronDown, IconChevronRight, IconColumnInsertRight } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { count } from '../../../../shared/model/format.ts';
import { useCall } from '../../../connection/use-call.ts';
import { fieldChoice, withoutChoice } from '../query/field-choice.ts';
import type { LogLook } from '../use-log-look.ts';
import type { LogSearch } from '../use-log-search.ts';
import { FieldValue } from './FieldValue.tsx';
import { type FieldGroup, fieldGroup, nameGroups, withChosen } from './field-groups.ts';
import css from './fields.module.css';

interface FieldGroupViewProps {
  group: FieldGroup;
  search: LogSearch;
  look: LogLook;
  openAtFirst: boolean;
  onStats(field: string): void;
}

const FEW = 5;
const MANY = 50;

/** A field's name, and under it its most frequent values. */
export function FieldGroupView({ group, search, look, openAtFirst, onStats }: FieldGroupViewProps) {
  const [chosenOpen, setOpen] = useState<boolean | null>(null);
  const [all, setAll] = useState(false);
  const { key, field, kind } = group;
  const { filter } = search;
  const choice = useMemo(() => fieldChoice(filter.query, field), [filter.query, field]);
  const isChosen = choice.only.length > 0 || choice.without.length > 0;
  const open = chosenOpen ?? (openAtFirst || isChosen);
  const shown = useOtherValues(group, search, isChosen && open, all);
  const values = withChosen(all ? shown.values : shown.values.slice(0, FEW), [
    ...choice.only,
    ...choice.without,
  ]);
  const most = Math.max(1, ...shown.values.map(([, records]) => records));
  const isColumn = look.columns.includes(key);
  return (
    <section className={css.group} aria-label={key}>
      <div className={css.groupHead}>
        <button type="button" data-stop aria-expanded={open} title={key} onClick={() => setOpen(!open)}>
          {open ? <IconChevronDown size={12} /> : <IconChevronRight size={12} />}
          <span className="cut grow">{key}</span>
        </button>
        <span className={css.groupHands}>
          {kind === 'number' && (
            <button
              type="button"
              title="Statistics"
              aria-label={`Statistics of ${key}`}
              onClick={() => onStats(key)}
            >
              <IconChartBar size={12} />
            </button>
          )}
          {field.kind === 'field' && (
            <button
              type="button"
              aria-pressed={isColumn}
              title={isColumn ? 'Remove the column' : 'Show as a column'}
              aria-label={`${isColumn ? 'Remove' : 'Show'} ${key} as a column`}
              onClick={() => (isColumn ? look.removeColumn(key) : look.addColumn(key))}
            >
              <IconColumnInsertRight size={12} />
            </button>
          )}
        </span>
        <span className="t3">
          {count(shown.distinct)}
          {shown.more ? '+' : ''}
        </span>
      </div>
      {open &&
        values.map(([value, records]) => (
          <FieldValue
            key={value}
            group={group}
            value={value}
            records={records}
            part={(records ?? 0) / most}
            state={choice.only.includes(value) ? 'only' : choice.without.includes(value) ? 'without' : null}
            onChoose={(how) => search.choose(field, value, how)}
          />
        ))}
      {open && (shown.distinct > FEW || all) && kind !== 'level' && (
        <button type="button" data-stop className={css.moreValues} onClick={() => setAll(!all)}>
          {all ? 'fewer values' : `${count(shown.distinct - FEW)}${shown.more ? '+' : ''} more`}
        </button>
      )}
    </section>
  );
}

/** A chosen field's values as the result would be without that choice, so that others can be chosen beside them. */
function useOtherValues(group: FieldGroup, { coarse }: LogSearch, chosen: boolean, all: boolean): FieldGroup {
  const named = group.kind === 'name';
  const asked = group.kind !== 'level' && (chosen || (all && !named));
  const { data } = useCall(
    'logs.fields',
    {
      ...coarse,
      query: withoutChoice(coarse.query, group.field),
      keys: [group.key],
      values: all ? MANY : FEW + 3,
      // Names are counted over the whole result, whatever is read of it.
      ...(named ? { read: 1 } : {}),
    },
    { enabled: asked, staleMs: 10_000 },
  );
  if (!data || !asked) return group;
  if (named) return nameGroups(data, true).find(({ key }) => key === group.key) ?? group;
  const other = data.fields.find(({ key }) => key === group.key);
  return other ? fieldGroup(other) : group;
}
