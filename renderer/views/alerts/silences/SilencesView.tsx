import { useViewportSize } from '@mantine/hooks';
import { IconFilter, IconVolumeOff, IconX } from '@tabler/icons-react';
import { useMemo, useRef } from 'react';
import { parseMatchers } from '../../../../shared/alerts/matchers.ts';
import type { SilenceView } from '../../../../shared/contract/notifications.ts';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { KeyHint } from '../../../components/KeyHint.tsx';
import { LoadingBar, Skeleton } from '../../../components/LoadingBar.tsx';
import { SplitPane } from '../../../components/SplitPane.tsx';
import { useKeys } from '../../../shell/keys.ts';
import { instantText } from '../../../time/instant-text.ts';
import { useZone } from '../../../time/preferences.ts';
import { useNow } from '../../../time/ticker.ts';
import { useUrl, useUrlParam } from '../../../time/url-state.ts';
import { AlertsHead } from '../AlertsHead.tsx';
import { SilenceDetail } from './SilenceDetail.tsx';
import { SilenceForm } from './SilenceForm.tsx';
import { SilencesEmpty } from './SilencesEmpty.tsx';
import { SilenceTable } from './SilenceTable.tsx';
import { draftOfSilence, emptyDraft, type SilenceDraft } from './silence-draft.ts';
import { silenceRows } from './silence-rows.ts';
import css from './silences.module.css';
import { useSilences } from './use-silences.ts';

const NARROW_PX = 1200;
const SORT_EVERY_MS = 10_000;

/**
 * What is kept quiet, until when, why and by whom. The address says what is open: `silence` is an id, `edit` the id
 * of one that is changed, or the matchers of one that is made.
 */
export default function SilencesView() {
  const { data, error, isFetching, refetch } = useSilences();
  const [filter, setFilter] = useUrlParam('q', { replace: true });
  const { params, edit: editUrl } = useUrl();
  const now = useNow(SORT_EVERY_MS);
  const narrow = useViewportSize().width < NARROW_PX;
  const silences = data?.silences;
  const rows = useMemo(() => silenceRows(silences ?? [], filter, now), [silences, filter, now]);
  const open = params.get('silence') ?? '';
  const edited = params.get('edit');
  const chosen = silences?.find(({ id }) => id === open);
  const show = (names: { silence?: string; edit?: string }) =>
    editUrl((next) => {
      for (const name of ['silence', 'edit'] as const) {
        const value = names[name];
        if (value === undefined) next.delete(name);
        else next.set(name, value);
      }
    });
  const begin = () => show({ edit: '' });
  useKeys({ s: begin });
  const aside =
    edited !== null ? (
      <SilenceEditor
        // Each has a form of its own, with texts of its own.
        key={edited}
        edited={edited}
        silence={silences?.find(({ id }) => id === edited)}
        onClose={() => show(open === '' ? {} : { silence: open })}
        onDone={(id) => show({ silence: id })}
      />
    ) : chosen ? (
      <SilenceDetail
        silence={chosen}
        onEdit={() => show({ silence: open, edit: open })}
        onClose={() => show({})}
      />
    ) : null;
  return (
    <div className="view-page">
      <AlertsHead page="/alerts/silences">
        <FilterField filter={filter} onFilter={setFilter} />
        <button type="button" className="btn" title="New silence: s" onClick={begin}>
          <IconVolumeOff size={14} /> New silence
        </button>
      </AlertsHead>
      <LoadingBar active={isFetching && !data} />
      {error && !data ? (
        <ErrorNote error={error} what="Silences" onRetry={() => void refetch()} />
      ) : (
        <SplitPane
          name="silences"
          direction="row"
          sized="second"
          initial={400}
          least={300}
          first={
            silences === undefined ? (
              <Skeleton rows={8} />
            ) : rows.length === 0 ? (
              <Nothing filter={filter} onNew={begin} />
            ) : (
              <SilenceTable
                rows={rows}
                open={open}
                room={narrow && aside !== null ? 'little' : 'wide'}
                onOpen={(id) => show(id === '' ? {} : { silence: id })}
              />
            )
          }
          second={aside}
        />
      )}
    </div>
  );
}

function Nothing({ filter, onNew }: { filter: string; onNew(): void }) {
  if (filter === '') return <SilencesEmpty onNew={onNew} />;
  return <p className={css.hint}>No silence with “{filter}” in its labels, its reason or its author.</p>;
}

function FilterField({ filter, onFilter }: { filter: string; onFilter(filter: string): void }) {
  const input = useRef<HTMLInputElement>(null);
  useKeys({ '/': () => input.current?.focus() });
  return (
    <label className={`field ${css.filter}`}>
      <IconFilter size={14} />
      <input
        ref={input}
        aria-label="Filter silences"
        placeholder="Filter"
        value={filter}
        onChange={(event) => onFilter(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && filter !== '') onFilter('');
          else if (event.key === 'Escape' || event.key === 'Enter') input.current?.blur();
        }}
      />
      {filter === '' && <KeyHint keys="/" />}
    </label>
  );
}

interface SilenceEditorProps {
  edited: string;
  silence: SilenceView | undefined;
  onClose(): void;
  onDone(id: string): void;
}

function SilenceEditor({ edited, silence, onClose, onDone }: SilenceEditorProps) {
  const zone = useZone();
  useKeys({ Escape: onClose });
  const isAgain = silence?.state === 'expired';
  return (
    <section className={css.detail} aria-label="Silence to be made">
      <div className="pane-head">
        <h2>{silence ? (isAgain ? 'Silence again' : 'Change a silence') : 'New silence'}</h2>
        <span className="grow" />
        <button type="button" className="btn icon quiet small" aria-label="Close" onClick={onClose}>
          <IconX size={14} />
        </button>
      </div>
      <div className={css.detailBody}>
        <SilenceForm
          draft={silence ? draftOfSilence(silence) : draftOfText(edited)}
          end={silence && !isAgain ? instantText(silence.endsAtMs, zone) : ''}
          planned
          onDone={onDone}
        />
      </div>
    </section>
  );
}

/** A draft with the matchers that an address names; what cannot be read begins with none. */
function draftOfText(text: string): SilenceDraft {
  try {
    const matchers = parseMatchers(text === '' ? '{}' : text);
    return { ...emptyDraft, matchers: matchers.map(({ name, op, value }) => ({ name, op, value })) };
  } catch {
    return emptyDraft;
  }
}
