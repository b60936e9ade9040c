import type { Label } from '../../../../shared/model/series.ts';
import { stripAnsi } from '../../../components/ansi.ts';
import { isWebAddress } from '../../../components/ExternalLink.tsx';
import { AnnotationText } from './AnnotationText.tsx';
import css from './page.module.css';

const FIRST = ['summary', 'description', 'message'];
/** These are a button where they are addresses. */
const RUNBOOK = ['runbook_url', 'runbook'];
const isFirst = ([name]: Label) => FIRST.includes(name);

/** What the rule says of it: the summary first, the rest by name. */
export function Annotations({ annotations }: { annotations: Label[] }) {
  const said = annotations.filter(
    ([name, value]) => value.trim() !== '' && !(RUNBOOK.includes(name) && isWebAddress(value)),
  );
  const first = FIRST.flatMap((name) => said.filter((each) => each[0] === name));
  const shown = [...first, ...said.filter((each) => !isFirst(each))];
  if (shown.length === 0) return null;
  return (
    <dl className={css.annotations} aria-label="Annotations" tabIndex={0}>
      {shown.map(([name, value]) => (
        <div key={name}>
          <dt className="cut" title={name}>
            <bdi>{stripAnsi(name)}</bdi>
          </dt>
          <dd>
            <AnnotationText text={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
