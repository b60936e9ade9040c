import { stripAnsi } from '../../../components/ansi.ts';
import { ExternalLink, isWebAddress } from '../../../components/ExternalLink.tsx';

const ADDRESS = /(https?:\/\/[^\s<>"'`]+)/i;
const MOST_SHOWN = 4_000;

/** Text as it was written, addresses of the web as links. Nothing in it is ever markup. */
export function AnnotationText({ text }: { text: string }) {
  const shown = stripAnsi(text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text);
  return (
    <bdi>
      {shown.split(ADDRESS).map((part, i) =>
        isWebAddress(part) ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never move
          <ExternalLink key={i} url={part}>
            {part}
          </ExternalLink>
        ) : (
          part
        ),
      )}
    </bdi>
  );
}
