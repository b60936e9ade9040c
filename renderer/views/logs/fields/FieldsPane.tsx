import { memo, useMemo, useRef, useState } from 'react';
import type { LogFields, LogVolume } from '../../../../shared/contract/logs.ts';
import { count } from '../../../../shared/model/format.ts';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { useCall } from '../../../connection/use-call.ts';
import { fieldChoice, withoutChoice } from '../query/field-choice.ts';
import type { LogLook } from '../use-log-look.ts';
import type { LogSearch } from '../use-log-search.ts';
import type { LogVolumes } from '../use-log-volume.ts';
import { FieldGroupView } from './FieldGroupView.tsx';
import { type FieldGroup, levelGroup, nameGroups, orderedGroups } from './field-groups.ts';
import css from './fields.module.css';
import { walkRows } from './walk-rows.ts';

interface FieldsPaneProps {
  search: LogSearch;
  look: LogLook;
  volumes: LogVolumes;
  onStats(field: string): void;
}

const VALUES = 8;
const OPEN_AT_FIRST = 6;
const MOST_GROUPS = 200;

/** Fields of the result with their values, to narrow it with: a click takes a value, Alt or minus leaves it out. */
export const FieldsPane = memo(function FieldsPane({ search, look, volumes, onStats }: FieldsPaneProps) {
  const [wanted, setWanted] = useState('');
  const pane = useRef<HTMLDivElement>(null);
  const levels = useLevels(search, volumes.volume);
  const { data, error } = useCall('logs.fields', { ...search.coarse, values: VALUES }, { staleMs: 10_000 });
  const groups = useMemo(() => orderedGroups(data?.fields ?? [], wanted), [data, wanted]);
  const { query } = search.filter;
  const names = useMemo(() => {
    const { only, without } = fieldChoice(query, { kind: 'service' });
    return data ? nameGroups(data, only.length + without.length > 0) : [];
  }, [data, query]);
  const named = (key: string) => key.includes(wanted.trim().toLowerCase());
  const level = useMemo(() => (levels ? levelGroup(levels) : null), [levels]);
  return (
    <div ref={pane} className={css.pane} onKeyDown={(event) => walkRows(event, pane.current)}>
      <div className="pane-head">
        <h2>Fields</h2>
        <span className="grow" />
        {data && <span className="sub">{count(data.fields.length)} in result</span>}
      </div>
      <input
        className={css.find}
        value={wanted}
        placeholder="Find a field"
        aria-label="Find a field"
        onChange={(event) => setWanted(event.target.value)}
      />
      {level && named('level') && (
        <FieldGroupView group={level} search={search} look={look} openAtFirst onStats={onStats} />
      )}
      {names
        .filter(({ key }) => named(key))
        .map((group, i) => (
          <FieldGroupView
            key={`named ${group.key}`}
            group={group}
            search={search}
            look={look}
            openAtFirst={i === 0 || wanted !== ''}
            onStats={onStats}
          />
        ))}
      {groups.slice(0, MOST_GROUPS).map((group, i) => (
        <FieldGroupView
          key={group.key}
          group={group}
          search={search}
          look={look}
          openAtFirst={(i < OPEN_AT_FIRST && isFew(group)) || wanted !== ''}
          onStats={onStats}
        />
      ))}
      {groups.length > MOST_GROUPS && (
        <p className={css.note}>{count(groups.length - MOST_GROUPS)} more fields; find them by name.</p>
      )}
      {error && <ErrorNote error={error} what="Fields" />}
      {data && <ReadNote fields={data} />}
    </div>
  );
});

/** Measured numbers are for statistics, not to be chosen from. */
const isFew = ({ kind, distinct }: FieldGroup): boolean => kind !== 'number' || distinct <= 20;

function ReadNote({ fields: { read, of } }: { fields: LogFields }) {
  if (of === 0) return null;
  return (
    <p className={css.note}>
      {read < of
        ? `Read ${count(read)} of ${count(of)} lines, evenly over the result.`
        : `Read all ${count(of)} lines.`}
    </p>
  );
}

/** Levels of the result as it would be without a choice of levels, so that the others stay to be chosen. */
function useLevels({ coarse }: LogSearch, volume: LogVolume | undefined): LogVolume | undefined {
  const query = useMemo(() => withoutChoice(coarse.query, { kind: 'level' }), [coarse.query]);
  const chosen = query !== coarse.query;
  const { data } = useCall(
    'logs.volume',
    { ...coarse, query, buckets: 1 },
    { enabled: chosen, staleMs: 5_000 },
  );
  return chosen ? data : volume;
}
