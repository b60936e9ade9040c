import { interpolateText } from '../../../../shared/dashboards/interpolate.ts';
import { isSafeUrl } from '../../../../shared/dashboards/markdown.ts';
import type { Link } from '../../../../shared/dashboards/model.ts';
import { type PanelContext, pageContext } from '../data/panel-questions.ts';
import css from './page.module.css';

/** The dashboard's links with its variables filled in; what is no safe address stays text. */
export function DashboardLinks({ links, context }: { links: Link[]; context: PanelContext }) {
  const filled = pageContext(context);
  const shown = links
    .map(({ title, url }) => ({ title: interpolateText(title, filled), url: interpolateText(url, filled) }))
    .filter(({ title, url }) => title !== '' || url !== '');
  if (shown.length === 0) return null;
  return (
    <nav className={css.variables} aria-label="Links of the dashboard">
      {shown.map(({ title, url }, i) =>
        isSafeUrl(url) ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: two links may be the same
          <a key={i} className="fs12" href={url} target="_blank" rel="noreferrer noopener">
            {title || url}
          </a>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: two links may be the same
          <span key={i} className="fs12 t3" title="Neither http, https nor a path of Trivet's">
            {title || url}
          </span>
        ),
      )}
    </nav>
  );
}
