import type { ArchivedCapture } from '../model/archive.ts';
import { PubwatchError } from '../model/errors.ts';
import type { Store } from '../model/ports.ts';
import type { LoggedLook, LoggedRequest } from '../model/run-log.ts';
import { type EvidenceFiles, type FiledCapture, resolveBody } from '../pipeline/evidence-files.ts';

/** What a source answered at a moment: the newest check that began no later, and where each of its answers lies. */
export interface Look {
  readonly sourceId: string;
  readonly look: LoggedLook;
  readonly answers: readonly Answer[]; // in the order they came
}
interface Answer {
  readonly request: LoggedRequest;
  readonly record: FiledCapture | null; // null: it is not kept; of a 304 the log tells that it came
  readonly body: FiledCapture | null; // the record that has its bytes: the same one, or the one that it confirms
}

/** Throws DATA_INVALID where no check of the source began by then, STATE_DAMAGED where a file is missing or altered. */
export async function lookAt(
  sourceId: string,
  until: Date,
  { runLog }: Pick<Store, 'runLog'>,
  files: EvidenceFiles,
): Promise<Look> {
  const look = await runLog.lookAt(sourceId, until);
  if (look === null)
    throw new PubwatchError('DATA_INVALID', `no check of "${sourceId}" began by ${until.toISOString()}`, { sourceId });
  const records = await recordsOf(sourceId, look, files);
  const answers: Answer[] = [];
  for (const request of look.requests) {
    const record = records.find((one) => isAnswerTo(one, request)) ?? null;
    const former = look.confirmed.get(request.url);
    if (record !== null) answers.push({ request, record, body: await resolveBody(record, sourceId, files) });
    else answers.push({ request, record, body: former ? await bodyIn(former, request.url, sourceId, files) : null });
  }
  return { sourceId, look, answers };
}

/** What a 304 that is not kept itself confirms: what an earlier check read at that address. */
async function bodyIn(
  former: LoggedLook,
  url: string,
  sourceId: string,
  files: EvidenceFiles,
): Promise<FiledCapture | null> {
  const request = former.requests.findLast((one) => one.url === url && one.status === 200);
  const records = await recordsOf(sourceId, former, files);
  const record = request && records.find((one) => isAnswerTo(one, request));
  return record === undefined ? null : resolveBody(record, sourceId, files);
}

/** What is kept of the answers of one check. */
async function recordsOf(sourceId: string, look: LoggedLook, files: EvidenceFiles): Promise<readonly FiledCapture[]> {
  const own = (one: FiledCapture): boolean => one.sourceId === null || one.sourceId === sourceId;
  const seen = look.captures === null ? null : await files.ofRun(look.captures.file);
  const committed = look.committed === null ? null : await files.ofCommit(sourceId, look.committed);
  return [...(seen ?? []), ...(committed ?? [])].filter(own);
}

function isAnswerTo({ capture }: ArchivedCapture, { at, method, status }: LoggedRequest): boolean {
  return capture.fetchedAt === at && capture.method === method && capture.status === status;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/; // 2026-11-03
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/; // 2026-11-03T06:17Z

/** A day stands for its end (UTC). Throws USAGE. */
export function readMoment(text: string): Date {
  const at = DAY.test(text) ? new Date(`${text}T23:59:59.999Z`) : new Date(MOMENT.test(text) ? text : Number.NaN);
  if (!Number.isNaN(at.getTime())) return at;
  throw new PubwatchError(
    'USAGE',
    `--at: wanted a day such as 2026-11-03 or a time such as 2026-11-03T06:17Z, found "${text}"`,
  );
}

/** The response of the n-th answer, head and body: where it only confirms another, that one. Throws USAGE, DATA_INVALID. */
export function responseAt({ answers, sourceId }: Look, number: string): Uint8Array {
  const answer = answers[Number(number) - 1];
  if (answer === undefined)
    throw new PubwatchError(
      'USAGE',
      `--raw: wanted the number of an answer, 1 to ${answers.length}, found "${number}"`,
    );
  if (answer.body !== null) return answer.body.response;
  throw new PubwatchError('DATA_INVALID', `the bytes of answer ${number} of ${sourceId} are not kept`);
}

export function lookToJson({ sourceId, look, answers }: Look) {
  const { line, startedAt, outcome, incident } = look;
  return {
    sourceId,
    line,
    startedAt,
    outcome,
    incident,
    answers: answers.map(({ request, record, body }) => ({
      ...request,
      record: record === null ? null : placeOf(record),
      body: body === null ? null : placeOf(body),
    })),
  };
}

function placeOf({ file, offset, recordId, capture }: FiledCapture) {
  return { file, offset, record: recordId, at: capture.fetchedAt };
}

/** Lines for a terminal. */
export function tellLook({ sourceId, look, answers }: Look): string {
  const { line, startedAt, outcome, incident } = look;
  return [
    `${sourceId}, checked ${startedAt}: ${outcome}${incident === null ? '' : ` (${incident})`}, line ${line} of log/runs.jsonl`,
    ...answers.flatMap((answer, index) => tellAnswer(answer, index + 1)),
    ...(answers.some(({ body }) => body !== null)
      ? [`as received: pubwatch show ${sourceId} --at ${startedAt} --raw NUMBER`]
      : []),
    'check it: pubwatch verify',
  ].join('\n');
}

function tellAnswer({ request, record, body }: Answer, number: number): string[] {
  const { method, url, status, code, at } = request;
  const head = `${number}: ${method} ${url}: ${status ?? code ?? 'no answer'}, ${at}`;
  const itsBytes = body === null ? '' : `   its bytes are those of ${body.capture.fetchedAt}: ${tellPlace(body)}`;
  if (record === null) return [head, body === null ? '   is not kept' : itsBytes];
  const lies = `   ${tellPlace(record)}`;
  if (record === body) return [head, lies];
  if (body === null) return [head, `${lies}, without the bytes of the page`];
  return [head, lies, itsBytes];
}

function tellPlace({ file, offset, recordId }: FiledCapture): string {
  return `${file} at byte ${offset}, record ${recordId}`;
}
