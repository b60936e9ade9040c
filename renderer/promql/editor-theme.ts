import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const float = {
  background: 'var(--float)',
  border: '1px solid var(--b3)',
  borderRadius: 'var(--r-3)',
  boxShadow: 'var(--float-shadow)',
  color: 'var(--t1)',
};

/** The editor drawn from the tokens, so both themes follow one file. */
const look = EditorView.theme({
  '&': { fontSize: 'var(--fs-12)', color: 'var(--t1)', background: 'none' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': {
    fontFamily: 'var(--font-mono)',
    lineHeight: '18px',
    maxHeight: '162px',
    overflow: 'auto',
  },
  '.cm-content': { padding: '4px 0', caretColor: 'var(--t1)' },
  '.cm-line': { padding: '0 4px' },
  '.cm-cursor': { borderLeftColor: 'var(--t1)' },
  '.cm-placeholder': { color: 'var(--t3)' },
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': {
    background: 'var(--sel)',
  },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': {
    background: 'var(--s4)',
    outline: '1px solid var(--b3)',
  },
  '.cm-tooltip': float,
  '.cm-tooltip.cm-tooltip-autocomplete > ul': {
    fontFamily: 'var(--font-mono)',
    fontSize: 'var(--fs-12)',
    maxHeight: '260px',
    minWidth: '260px',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': {
    padding: '2px 8px',
    lineHeight: '18px',
    color: 'var(--t1)',
  },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { background: 'var(--sel)', color: 'var(--t1)' },
  '.cm-completionMatchedText': { textDecoration: 'none', color: 'var(--accent)' },
  '.cm-completionDetail': { marginLeft: '12px', fontStyle: 'normal', color: 'var(--t3)', float: 'right' },
  '.cm-completionIcon': { display: 'none' },
  '.cm-completionInfo': { ...float, padding: '6px 8px', maxWidth: '360px', fontFamily: 'var(--font-ui)' },
  '.cm-diagnostic': { padding: '4px 8px', borderLeft: '2px solid var(--err-fill)', color: 'var(--t1)' },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--err)',
    textUnderlineOffset: '3px',
  },
});

const words = HighlightStyle.define([
  { tag: [tags.keyword, tags.modifier, tags.operatorKeyword], color: 'var(--accent)' },
  { tag: tags.function(tags.variableName), color: 'var(--t1)', fontWeight: '600' },
  { tag: tags.labelName, color: 'var(--ok)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--warn)' },
  { tag: tags.number, color: 'var(--warn)' },
  { tag: [tags.comment, tags.lineComment], color: 'var(--t3)', fontStyle: 'italic' },
  { tag: tags.invalid, color: 'var(--err)' },
]);

export const editorTheme = [look, syntaxHighlighting(words)];
