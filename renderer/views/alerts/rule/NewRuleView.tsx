import { useMemo } from 'react';
import { useUrl } from '../../../time/url-state.ts';
import { AlertsHead } from '../AlertsHead.tsx';
import { RuleEditor } from './RuleEditor.tsx';
import css from './rule.module.css';
import { draftOfAddress } from './rule-draft.ts';
import { ShapeChooser } from './ShapeChooser.tsx';

const ASKED = ['shape', 'subject', 'expr', 'name', 'query'];

/** A new rule: what it watches is chosen first, unless the address says it. */
export default function NewRuleView() {
  const { params, edit } = useUrl();
  const asked = ASKED.map((name) => params.get(name) ?? '').join('\0');
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is asked for is all that counts of the address
  const begun = useMemo(() => draftOfAddress(params), [asked]);
  return (
    <div className="view-page">
      <AlertsHead page="/alerts" />
      <div className={css.body}>
        {begun ? (
          <RuleEditor key={asked} begun={begun} id={null} saved={null} query={params.get('query') ?? ''} />
        ) : (
          <ShapeChooser onChoose={(shape) => edit((next) => next.set('shape', shape))} />
        )}
      </div>
    </div>
  );
}
