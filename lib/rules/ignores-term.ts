import { called, isGuessed } from './about';
import { Rule } from './rule';
import { Container } from '../kubernetes/types';
import { AnalyzedContainer, PodAnalysis } from '../pod/analysis';

/**
 * The kernel gives PID 1 no signal that it has no handler for. A shell script or `tail` as PID 1 so sits out the whole
 * grace period: each deletion, roll-out and Job waits for it.
 */
export const ignoresTerm: Rule = {
  code: 'ignores-term',
  severity: 'warning',
  summary: 'A sidecar\'s process ignores TERM, and holds up each end of the Pod until it is killed.',
  source: 'https://man7.org/linux/man-pages/man7/pid_namespaces.7.html (the namespace init process)',
  check(pod) {
    return pod.containers.filter((c) => c.role === 'sidecar' && c.isLongRunning).flatMap((c) => {
      const why = reason(pod, c);
      if (!why) return [];
      const grace = pod.spec.terminationGracePeriodSeconds ?? 30;
      return [{
        at: `${c.at}.command`,
        message: `${called(c)} ignores TERM (${why}), so that each end of ${pod.runsToCompletion && c.isNative ? 'the Job' : 'the Pod'} takes up to ${grace + (c.isNative ? 2 : 0)} s, until it is killed`,
        mend: 'run the program itself with `exec`, add `trap "exit 0" TERM` to the script and wait in the background (`sleep 60 & wait`), or start it by an init such as tini',
        needsIntent: isGuessed(c),
      }];
    });
  },
};

function reason(pod: PodAnalysis, c: AnalyzedContainer): string | undefined {
  if (c.intent?.ignoresTerm) return 'its author says so';
  // The pause process or the host's init is PID 1 then, and another signal may be sent instead.
  if (pod.spec.shareProcessNamespace || pod.spec.hostPID || c.container.lifecycle?.stopSignal) return undefined;
  return deafCommand(c.container);
}

const SHELL = /^(?:\S*\/)?(?:a|ba|da|k|z)?sh$/;
/** What of the command makes its PID 1 deaf, as far as its text tells. */
function deafCommand({ command, args }: Container): string | undefined {
  // Without a command the image's own entry point runs, which is not known here.
  if (!command?.length) return undefined;
  const words = [...command, ...args ?? []];
  if (!SHELL.test(words[0])) return deafProgram(words);
  const flag = words.findIndex((word, i) => i > 0 && /^-[a-z]*c$/.test(word));
  if (flag < 0 || words.slice(1, flag).some((word) => !word.startsWith('-'))) return undefined;
  const script = words[flag + 1] ?? '';
  if (/\btrap\b/.test(script) || /\b(tini|dumb-init|s6-svscan)\b/.test(script)) return undefined;
  const statements = script.split(/[;\n]|&&|\|\||(?<![&>])&(?!&)/).map((part) => part.trim().replace(/^exec\s+/, '')).filter((part) => part);
  const last = statements[statements.length - 1] ?? '';
  // A loop with something behind it only waits for something; one at the end is what the sidecar does.
  const loop = /^done\b/.test(last) ? statements.find((part) => /^(while|until)\s/.test(part)) : undefined;
  return loop ? `a shell loop as PID 1: ${loop.slice(0, 60)}` : deafProgram(last.split(/\s+/));
}

/** Programs that have no handler for TERM of their own. */
function deafProgram(words: string[]): string | undefined {
  const [program, ...rest] = words;
  const deaf = /^(?:\S*\/)?sleep$/.test(program) || (/^(?:\S*\/)?tail$/.test(program) && rest.some((word) => /^(-[a-zA-Z0-9]*[fF]|--follow(=.*)?)$/.test(word)));
  return deaf ? `${words.join(' ').slice(0, 60)} as PID 1` : undefined;
}
