import { durationWords } from '../../../../shared/model/format.ts';
import { useTimeRange } from '../../../time/use-time-range.ts';
import { logLanguage } from '../query/log-language.tsx';
import type { LogSearch } from '../use-log-search.ts';
import css from './list.module.css';

/** No line matches: each thing that narrows the search, to be let go with a click. */
export function NothingFound({ search }: { search: LogSearch }) {
  const { zoomOut, window } = useTimeRange();
  const { text, entities } = search;
  const chips = search.faults.length === 0 ? logLanguage.chips(text) : [];
  return (
    <div className={css.none}>
      <p>No line matches in these {durationWords(window.endMs - window.startMs)}.</p>
      <ul>
        <li>
          <button type="button" onClick={zoomOut}>
            Look at twice the time
          </button>
        </li>
        {chips.map((chip, i) => (
          <li key={chip}>
            <button type="button" onClick={() => search.setText(logLanguage.without(text, i))}>
              Without <code>{chip}</code>
            </button>
          </li>
        ))}
        {entities.length > 0 && (
          <li>
            <button type="button" onClick={() => search.setEntities([])}>
              Of all containers, not {entities.length === 1 ? 'the one' : `the ${entities.length}`} chosen
            </button>
          </li>
        )}
      </ul>
    </div>
  );
}
