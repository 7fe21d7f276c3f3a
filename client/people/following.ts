import { assertNever } from '../../shared/assertNever.ts';

/** Why following ended. */
export type StopReason =
  /** A key, a click or a scroll of the person's own, or the command. */
  | 'person'
  /** Whom they followed has left. */
  | 'gone'
  /** The chain of who follows whom has become a ring. */
  | 'ring';

export type Following =
  | { readonly kind: 'free'; readonly because: StopReason | undefined }
  | { readonly kind: 'following'; readonly view: View };

/**
 * What we know about this window's own scrolling. VS Code reports that an editor has scrolled, but not why,
 * so we must distinguish our own requests from the person's scrolling. Lines are those at the top of the
 * editor, from zero.
 */
export type View =
  /** Nothing heard yet. */
  | { readonly kind: 'unknown' }
  /** `slack`: lines came or went above, and may move the top by this many. */
  | { readonly kind: 'resting'; readonly top: number; readonly slack: number }
  /** We asked for `to`. Smooth scrolling reports the lines on the way. */
  | { readonly kind: 'moving'; readonly from: number; readonly to: number; readonly hasMoved: boolean };

export type FollowingEvent =
  | { readonly kind: 'follow' }
  /** Our own reveal, from the line that is at the top now. */
  | { readonly kind: 'revealed'; readonly from: number; readonly to: number }
  | { readonly kind: 'scrolled'; readonly top: number }
  /** Nothing has scrolled for a moment. */
  | { readonly kind: 'settled'; readonly top: number }
  /** This many lines came (or went) somewhere in the document. */
  | { readonly kind: 'linesChanged'; readonly count: number }
  /** Another editor now shows the person we follow. */
  | { readonly kind: 'editorChanged' }
  | { readonly kind: 'personActed' }
  | { readonly kind: 'targetLeft' }
  | { readonly kind: 'ringClosed' };

export const FREE: Following = { kind: 'free', because: undefined };

/**
 * A reveal ends within this many lines: sticky scroll and the end of the document keep it from the exact
 * line.
 */
export const LANDING_LINES = 6;

/** The next state after `event`. Pure. `free` stays free until told to follow. */
export function nextFollowing(state: Following, event: FollowingEvent): Following {
  if (event.kind === 'follow') return { kind: 'following', view: { kind: 'unknown' } };
  if (state.kind === 'free') return state;
  switch (event.kind) {
    case 'personActed':
      return { kind: 'free', because: 'person' };
    case 'targetLeft':
      return { kind: 'free', because: 'gone' };
    case 'ringClosed':
      return { kind: 'free', because: 'ring' };
    case 'editorChanged':
      return { kind: 'following', view: { kind: 'unknown' } };
    case 'revealed':
      return {
        kind: 'following',
        view: { kind: 'moving', from: event.from, to: event.to, hasMoved: false },
      };
    case 'settled':
      return { kind: 'following', view: settled(state.view, event.top) };
    case 'linesChanged':
      return { kind: 'following', view: loosened(state.view, Math.abs(event.count)) };
    case 'scrolled': {
      const view = scrolled(state.view, event.top);
      return view === 'person' ? { kind: 'free', because: 'person' } : { kind: 'following', view };
    }
    default:
      return assertNever(event);
  }
}

/**
 * True when following `target` would lead back to `self`. People would then drag each other around.
 * `followed` says whom somebody follows.
 */
export function leadsBack(
  self: number,
  target: number,
  followed: (id: number) => number | undefined,
): boolean {
  const seen = new Set<number>();
  for (let at: number | undefined = target; at !== undefined && !seen.has(at); at = followed(at)) {
    if (at === self) return true;
    seen.add(at);
  }
  return false;
}

function scrolled(view: View, top: number): View | 'person' {
  switch (view.kind) {
    case 'unknown':
      return { kind: 'resting', top, slack: 0 };
    case 'resting':
      return Math.abs(top - view.top) <= view.slack ? { kind: 'resting', top, slack: 0 } : 'person';
    case 'moving': {
      const { from, to } = view;
      const isOnTheWay = top >= Math.min(from, to) && top <= Math.max(from, to);
      if (isOnTheWay) return top === to ? resting(top) : { ...view, from: top, hasMoved: true };
      return Math.abs(top - to) <= LANDING_LINES ? resting(top) : 'person';
    }
    default:
      return assertNever(view);
  }
}

function settled(view: View, top: number): View {
  // A reveal that has not reported yet may still be on its way.
  return view.kind === 'moving' && !view.hasMoved ? view : resting(top);
}

function loosened(view: View, lines: number): View {
  if (view.kind === 'unknown' || lines === 0) return view;
  if (view.kind === 'resting') return { ...view, slack: view.slack + lines };
  const { from, to } = view;
  const isDown = to >= from;
  return { ...view, from: isDown ? from - lines : from + lines, to: isDown ? to + lines : to - lines };
}

function resting(top: number): View {
  return { kind: 'resting', top, slack: 0 };
}
