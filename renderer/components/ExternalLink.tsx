import type { ReactNode } from 'react';

const SAFE = /^https?:\/\/[^\s]+$/i;

/** True for what may be a link: an address of http or https, nothing else that a browser would follow. */
export const isWebAddress = (text: string): boolean => SAFE.test(text) && URL.canParse(text);

interface ExternalLinkProps {
  url: string;
  className?: string;
  children: ReactNode;
}

/** A link out of Trivet: in the desktop app by the system's browser, after it was asked for. */
export function ExternalLink({ url, className = '', children }: ExternalLinkProps) {
  return (
    <a
      href={url}
      className={className}
      target="_blank"
      rel="noreferrer noopener"
      title={url}
      onClick={(event) => {
        if (!window.trivet) return;
        event.preventDefault();
        window.trivet.openExternal(url);
      }}
    >
      {children}
    </a>
  );
}
