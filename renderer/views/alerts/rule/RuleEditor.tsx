import { useState } from 'react';
import { useLocation } from 'wouter';
import { simpleShape } from '../../../../shared/alerts/simple-shapes.ts';
import type { DraftRule } from '../../../../shared/contract/alerts.ts';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { SplitPane } from '../../../components/SplitPane.tsx';
import { useAction } from '../../../connection/use-call.ts';
import { useViewHref } from '../../../time/url-state.ts';
import { useTimeRange } from '../../../time/use-time-range.ts';
import { RuleForm } from './RuleForm.tsx';
import css from './rule.module.css';
import { draftFault, keptRule, openedDraft, type RuleDraft } from './rule-draft.ts';
import { TrialPane } from './trial/TrialPane.tsx';
import { useRecordedSearch } from './use-recorded-search.ts';

interface RuleEditorProps {
  begun: RuleDraft;
  /** Of the rule that is changed; null for a new one. */
  id: string | null;
  saved: DraftRule | null;
  /** The query of the log search that the rule is to count, where it was begun with one. */
  query?: string;
}

/** The form on the left; on the right what the rule would have done, as it is typed. */
export function RuleEditor({ begun, id, saved, query = '' }: RuleEditorProps) {
  const { window } = useTimeRange();
  const [, navigate] = useLocation();
  const href = useViewHref();
  const [draft, setDraft] = useState(begun);
  const [confirming, setConfirming] = useState(false);
  const save = useAction('alerts.saveRule', ['alerts.status']);
  const remove = useAction('alerts.removeRule', ['alerts.status']);
  const search = useRecordedSearch(draft.simple, query);
  const fault = draftFault(draft);
  const busy = save.isPending || remove.isPending;
  async function keep(): Promise<void> {
    if (fault !== null || busy) return;
    try {
      await search.record();
      const made = await save.mutateAsync({ rule: keptRule(draft.rule), replaces: id });
      navigate(href('/alerts', { rule: made.id }));
    } catch {
      // The error stands in the form.
    }
  }
  const take = (rule: DraftRule) => setDraft(openedDraft(rule));
  const unit = draft.simple ? (simpleShape(draft.simple.kind).threshold?.unit ?? '') : '';
  return (
    <SplitPane
      name="alert-rule"
      direction="row"
      sized="first"
      initial={372}
      least={300}
      most={720}
      first={
        <RuleForm draft={draft} window={window} onChange={setDraft} onSave={() => void keep()}>
          {search.note ? <p className={css.help}>{search.note}</p> : null}
          <div className={css.buttons}>
            <button type="submit" className="btn primary" disabled={fault !== null || busy}>
              {id === null ? 'Save rule' : 'Save'}
            </button>
            <button
              type="button"
              className="btn"
              onClick={() => navigate(href('/alerts', id ? { rule: id } : {}))}
            >
              Cancel
            </button>
            <span className="grow" />
            {id === null ? null : confirming ? (
              <button
                type="button"
                className="btn danger"
                disabled={busy}
                onClick={() => remove.mutate({ id }, { onSuccess: () => navigate(href('/alerts')) })}
              >
                Remove for good
              </button>
            ) : (
              <button type="button" className="btn quiet" onClick={() => setConfirming(true)}>
                Remove
              </button>
            )}
          </div>
          {fault ? (
            <p className="t3 fs12" role="status">
              {fault}
            </p>
          ) : null}
          {save.error ? <ErrorNote error={save.error} what="Not saved" /> : null}
          {remove.error ? <ErrorNote error={remove.error} what="Not removed" /> : null}
        </RuleForm>
      }
      second={<TrialPane rule={draft.rule} saved={saved} unit={unit} onTake={take} />}
    />
  );
}
