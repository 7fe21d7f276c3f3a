/** The thread that builds large documents. It holds one at a time, the last that it was asked about. */
import { parentPort } from 'node:worker_threads';
import { assertNever } from '../../../shared/assertNever.ts';
import type { DocumentAnswer, DocumentJob, DocumentQuestion, DocumentReply } from './documentJob.ts';
import { type LoadedBytes, type Measure, measureUpdates } from './measureUpdates.ts';
import { WholeDocument } from './wholeDocument.ts';

let held = new WholeDocument();

parentPort?.on('message', (job: DocumentJob) => {
  const reply = run(job);
  parentPort?.postMessage(reply, reply.kind === 'answered' ? buffersOf(reply.answer) : []);
});

function run(job: DocumentJob): DocumentReply {
  try {
    return { kind: 'answered', answer: job.kind === 'measure' ? measure(job.bytes) : ask(job) };
  } catch (error) {
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}

function measure(bytes: LoadedBytes): Measure {
  const measured = measureUpdates(bytes);
  if (measured !== undefined) return measured;
  begin();
  held.apply(bytes.base === undefined ? bytes.tail : [bytes.base, ...bytes.tail]);
  return held.measure();
}

function ask({ isFresh, updates, question }: Extract<DocumentJob, { kind: 'ask' }>): DocumentAnswer {
  if (isFresh) begin();
  held.apply(updates);
  return answerTo(question);
}

function begin(): void {
  held.dispose();
  held = new WholeDocument();
}

function answerTo(question: DocumentQuestion): DocumentAnswer {
  switch (question.kind) {
    case 'text':
      return held.text();
    case 'state':
      return { state: held.state(), text: held.text(), structs: held.structs() };
    case 'difference':
      return held.difference(question.known);
    case 'change':
      return held.change(question.text, question.author);
    default:
      return assertNever(question);
  }
}

/** What is handed over rather than copied. */
function buffersOf(answer: DocumentAnswer): ArrayBuffer[] {
  if (answer instanceof Uint8Array) return [answer.buffer as ArrayBuffer];
  if (typeof answer !== 'object') return [];
  if ('deleted' in answer) return Object.values(answer.deleted).map(({ buffer }) => buffer as ArrayBuffer);
  return [answer.state.buffer as ArrayBuffer];
}
