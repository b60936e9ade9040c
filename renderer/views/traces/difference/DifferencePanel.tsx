import { IconX } from '@tabler/icons-react';
import { useMemo } from 'react';
import type { TraceDifference } from '../../../../shared/contract/trace-answers.ts';
import { count } from '../../../../shared/model/format.ts';
import { useContextMenu } from '../../../components/ContextMenu.tsx';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { LoadingBar, Skeleton } from '../../../components/LoadingBar.tsx';
import { ScrollRegion } from '../../../components/ScrollRegion.tsx';
import { useCall } from '../../../connection/use-call.ts';
import { secondText } from '../../../time/clock-text.ts';
import { useZone } from '../../../time/preferences.ts';
import { durationText } from '../figures.ts';
import { type Selection, selectionParams } from '../search/selection.ts';
import type { TraceSearch } from '../search/use-trace-search.ts';
import { AttributeGroup } from './AttributeGroup.tsx';
import css from './difference.module.css';
import { foldFamilies, splitAttributes } from './difference-rows.ts';
import { TimeShares } from './TimeShares.tsx';

interface DifferencePanelProps {
  search: TraceSearch;
  selection: Selection;
  onClose(): void;
}

/** Which attributes and values are more common inside the selection than in the rest of the search. */
export function DifferencePanel({ search, selection, onClose }: DifferencePanelProps) {
  const { data, error, refetch, isFetching, isPlaceholderData } = useCall('traces.difference', {
    ...search.coarseFilter,
    selection: selectionParams(selection),
  });
  return (
    <aside className={css.panel} aria-label="What is different">
      <div className="pane-head">
        <h2>What is different about these</h2>
        <span className="grow" />
        <button type="button" className="btn icon quiet small" aria-label="Close" onClick={onClose}>
          <IconX size={14} />
        </button>
      </div>
      <LoadingBar active={isFetching && isPlaceholderData} />
      {error ? <ErrorNote error={error} what="Difference" onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Skeleton rows={10} /> : null}
      {data ? (
        <>
          <Summary difference={data} selection={selection} />
          <Ranking difference={data} search={search} selection={selection} />
        </>
      ) : null}
    </aside>
  );
}

/** `from 14:30:10 to 14:32:04, 560 ms to 1.10 s, with errors` */
function useSelectionText({ startMs, endMs, minNano, maxNano, errorsOnly }: Selection): string {
  const zone = useZone();
  const time =
    startMs !== null && endMs !== null
      ? `from ${secondText(startMs, zone)} to ${secondText(endMs, zone)}`
      : '';
  const length =
    minNano !== null && maxNano !== null
      ? `${durationText(minNano)} to ${durationText(maxNano)}`
      : minNano !== null
        ? `${durationText(minNano)} and longer`
        : '';
  return [time, length, errorsOnly ? 'with errors' : ''].filter((part) => part !== '').join(', ');
}

function Summary({ difference, selection }: { difference: TraceDifference; selection: Selection }) {
  const text = useSelectionText(selection);
  const { insideTraces, outsideTraces, insideSpans, outsideSpans, scannedSpans, truncated } = difference;
  return (
    <div className={css.summary}>
      <p>
        <b>
          {count(insideTraces)} {insideTraces === 1 ? 'trace' : 'traces'}
        </b>{' '}
        {text}
      </p>
      <p className={css.legend}>
        <span data-side="inside" title={`${count(insideSpans)} spans`}>
          inside {count(insideTraces)}
        </span>
        <span data-side="outside" title={`${count(outsideSpans)} spans`}>
          outside {count(outsideTraces)}
        </span>
        <span className="t3">
          {truncated ? `the first ${count(scannedSpans)} spans` : `${count(scannedSpans)} spans compared`}
        </span>
      </p>
    </div>
  );
}

interface RankingProps {
  difference: TraceDifference;
  search: TraceSearch;
  selection: Selection;
}

function Ranking({ difference, search, selection }: RankingProps) {
  const { families, alike } = useMemo(() => {
    const split = splitAttributes(difference);
    return { families: foldFamilies(split.different), alike: split.alike };
  }, [difference]);
  const { menu, openMenu } = useContextMenu();
  const oneSided = difference.insideTraces === 0 || difference.outsideTraces === 0;
  return (
    <ScrollRegion label="Attributes, most different first">
      {menu}
      {oneSided && (
        <p className={css.note}>
          {difference.insideTraces === 0
            ? 'No trace is inside any more: select others.'
            : 'Every trace found is inside, so there is nothing to hold them against. Widen the query or the range.'}
        </p>
      )}
      {!oneSided && families.length === 0 && (
        <p className={css.note}>No attribute tells them apart: what is inside carries the same values.</p>
      )}
      {!oneSided && (
        <>
          {families.map(({ first, alsoSaid }) => (
            <AttributeGroup
              key={`${first.from} ${first.key}`}
              attribute={first}
              alsoSaid={alsoSaid}
              difference={difference}
              onAdd={search.add}
              onMenu={openMenu}
            />
          ))}
          {alike.length > 0 && (
            <details className={css.alike}>
              <summary>
                {count(alike.length)} {alike.length === 1 ? 'attribute' : 'attributes'} much the same inside
                and outside
              </summary>
              {alike.map((attribute) => (
                <AttributeGroup
                  key={`${attribute.from} ${attribute.key}`}
                  attribute={attribute}
                  difference={difference}
                  onAdd={search.add}
                  onMenu={openMenu}
                />
              ))}
            </details>
          )}
          <Left difference={difference} />
          <TimeShares search={search} selection={selection} />
        </>
      )}
    </ScrollRegion>
  );
}

/** What was looked at and not ranked, with the reason. */
function Left({ difference: { identifiers, unsure } }: { difference: TraceDifference }) {
  return (
    <>
      {unsure > 0 && (
        <p className={css.note}>
          {count(unsure)} {unsure === 1 ? 'attribute differs' : 'attributes differ'} a little, as may well be
          chance.
        </p>
      )}
      {identifiers.length > 0 && (
        <p className={css.note}>
          With a value of its own in every trace: {identifiers.map(({ key }) => key).join(', ')}
        </p>
      )}
    </>
  );
}
