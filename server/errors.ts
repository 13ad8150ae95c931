import { ACCOUNT_ERRORS } from './account-errors.ts';
import { ASSIGNMENT_ERRORS } from './assignment-errors.ts';
import { CLASSROOM_ERRORS } from './classroom-errors.ts';
import { CONNECTION_ERRORS } from './connection-errors.ts';
import { CORRECTION_ERRORS } from './corrections-errors.ts';
import { RECORD_ERRORS } from './record-errors.ts';
import { INSIGHT_ERRORS } from './insight-errors.ts';
import { RUN_ERRORS } from './run-errors.ts';

/** One coded error: the HTTP status, the message with {placeholders}, and what to do about it. */
interface ErrorSpec {
  status: number;
  message: string;
  cure?: string;
}

/** Every error that the server can answer with. The key is the `code` of the reply and never changes. */
export const ERRORS = {
  BAD_REQUEST: {
    status: 400,
    message: 'The request is not what this route takes.',
    cure: 'See the details.',
  },
  BAD_JSON: {
    status: 400,
    message: 'The body is not valid JSON.',
    cure: 'Send JSON with content-type application/json.',
  },
  TOKEN_INVALID: {
    status: 401,
    message: 'The bearer token is not the one of this server.',
    cure: 'Read it from server.json in the data folder of the running server; it changes at every start.',
  },
  CSRF: {
    status: 403,
    message: 'The request does not carry a valid CSRF token.',
    cure: 'Load GET /api/session first and send its csrfToken as the header x-csrf-token, with the cookie.',
  },
  FOREIGN_HOST: {
    status: 403,
    message: 'This server does not answer to the host name {host}.',
    cure: 'Use the address that Groundschool printed at start, or name the host in GROUNDSCHOOL_ALLOWED_HOSTS.',
  },
  FOREIGN_ORIGIN: {
    status: 403,
    message: 'The request comes from a page of another origin ({origin}).',
    cure: 'Open Groundschool in its own tab at the address that it printed at start.',
  },
  LOOPBACK_ONLY: {
    status: 403,
    message: 'This route answers only on the machine that the server runs on.',
    cure: 'Ask from the same machine, through 127.0.0.1.',
  },
  NOT_FOUND: {
    status: 404,
    message: 'There is no {method} {url}.',
    cure: 'See /api/docs of a development server.',
  },
  METHOD_NOT_ALLOWED: { status: 405, message: '{url} does not take {method}.', cure: 'It takes {allowed}.' },
  PART_NOT_FOUND: { status: 404, message: 'The course has no part "{part}".', cure: 'Parts: {known}.' },
  LESSON_NOT_FOUND: {
    status: 404,
    message: 'Part "{part}" has no lesson yet.',
    cure: 'Parts with a lesson: {known}.',
  },
  QUIZ_NOT_FOUND: {
    status: 404,
    message: 'Part "{part}" has no quiz yet.',
    cure: 'Parts with a quiz: {known}.',
  },
  QUIZ_ATTEMPT_NOT_FOUND: {
    status: 404,
    message: 'There is no quiz attempt {id}.',
    cure: 'Start one with POST /api/quizzes/<part>/attempts.',
  },
  QUIZ_ITEM_NOT_FOUND: {
    status: 404,
    message: 'The quiz has no item "{item}".',
    cure: 'Load the quiz attempt again: its items are listed there.',
  },
  QUIZ_ITEM_ANSWERED: {
    status: 409,
    message: 'Item "{item}" has been answered in this attempt.',
    cure: 'The first answer counts. Finish this attempt and start another one to answer again.',
  },
  QUIZ_ANSWER_UNFIT: {
    status: 400,
    message: 'The answer does not fit item "{item}": {problem}.',
    cure: 'Load the quiz attempt again and answer with the ids that it lists.',
  },
  LAB_NOT_FOUND: { status: 404, message: 'There is no lab "{lab}".', cure: 'Labs: {known}.' },
  LAB_FILE_NOT_FOUND: {
    status: 404,
    message: 'Lab {lab} hands out no file "{path}".',
    cure: 'Its files: {known}.',
  },
  TASK_NOT_FOUND: { status: 404, message: 'Lab {lab} has no task "{task}".', cure: 'Its tasks: {known}.' },
  HINT_NOT_FOUND: {
    status: 404,
    message: 'Task "{task}" has no hint {level}.',
    cure: 'It has {count} levels.',
  },
  SOLUTION_LOCKED: {
    status: 403,
    message: 'The reference answer of task "{task}" is not open yet.',
    cure: 'It opens when the task has passed with all its points, or when an instructor releases it.',
  },
  SOLUTION_MISSING: {
    status: 404,
    message: 'Lab {lab} has no reference answer.',
    cure: 'Its author writes solution.yaml.',
  },
  LAB_SESSION_NOT_FOUND: {
    status: 404,
    message: 'There is no lab session {id}.',
    cure: 'Start one with POST /api/lab-sessions.',
  },
  LAB_SESSION_NOT_READY: {
    status: 409,
    message: 'The account of this lab session is not ready: it is {status}.',
    cure: '{cure}',
  },
  LAB_SESSION_BUSY: {
    status: 409,
    message: 'This lab session is being prepared.',
    cure: 'Wait until its status is ready, then try again.',
  },
  ATTEMPT_NOT_FOUND: {
    status: 404,
    message: 'There is no attempt {id}.',
    cure: 'The attempts of a lab session are listed in GET /api/lab-sessions/<id>.',
  },
  ATTEMPT_RUNNING: {
    status: 409,
    message: 'Attempt {number} of this lab session is still being checked.',
    cure: 'Wait for its result, then check again.',
  },
  ATTEMPT_KEY_REUSED: {
    status: 409,
    message: 'The key of this attempt was used for another lab session or other tasks.',
    cure: 'Choose a new key for every press of Check.',
  },
  ATTEMPT_UNFINISHED: {
    status: 409,
    message: 'Attempt {id} is not finished, so there is no evidence yet.',
    cure: 'Wait for its result.',
  },
  NOTHING_TO_COMPARE: {
    status: 409,
    message: 'There is no other attempt of the same lab session to compare {id} with.',
    cure: 'Check again, or name another attempt of this session in `since`.',
  },
  ARTIFACT_REFUSED: {
    status: 400,
    message: 'The file {name} cannot be taken: {problem}.',
    cure: 'Hand in a UTF-8 text file of at most 256 KiB, under a plain file name.',
  },
  ARTIFACT_NOT_WANTED: {
    status: 409,
    message: 'Task "{task}" does not take a file named {name}.',
    cure: '{cure}',
  },
  ...RECORD_ERRORS,
  ...ACCOUNT_ERRORS,
  ...ASSIGNMENT_ERRORS,
  ...CLASSROOM_ERRORS,
  ...RUN_ERRORS,
  ...INSIGHT_ERRORS,
  ...CONNECTION_ERRORS,
  ...CORRECTION_ERRORS,
  TERMINAL_UNAVAILABLE: {
    status: 503,
    message: 'This server cannot open a terminal: {problem}.',
    cure: '{cure}',
  },
  TERMINAL_LIMIT: {
    status: 409,
    message: 'There are {limit} open terminals, and {scope} may have no more.',
    cure: 'Close one that you do not need.',
  },
  TERMINAL_NOT_FOUND: {
    status: 404,
    message: 'This lab session has no terminal {id}.',
    cure: 'Those there are stand in GET /api/lab-sessions/<id>/terminals.',
  },
  NO_LIFECYCLE_PICTURE: {
    status: 404,
    message: 'Lab {lab} has no check of lifecycle rules, so there is nothing to draw.',
    cure: 'Open it for a lab about S3 lifecycle.',
  },
  NO_NETWORK_PICTURE: {
    status: 404,
    message: 'Lab {lab} has no check of a VPC, so there is nothing to draw.',
    cure: 'Open it for a lab about VPCs.',
  },
  NO_DECISIONS_PICTURE: {
    status: 404,
    message: 'Lab {lab} has no check of permissions, so there is nothing to draw.',
    cure: 'Open it for a lab about IAM.',
  },
  NO_DEPLOYMENT_PICTURE: {
    status: 404,
    message: 'Lab {lab} has no check of an endpoint’s update, so there is nothing to draw.',
    cure: 'Open it for a lab about SageMaker AI.',
  },
  NO_SPOT_PICTURE: {
    status: 404,
    message: 'Lab {lab} has no check of Spot capacity, so there is nothing to draw.',
    cure: 'Open it for a lab about Spot.',
  },
  NO_BILL_PICTURE: {
    status: 404,
    message: 'Lab {lab} works in a Region of which Groundschool has no prices.',
    cure: 'Open the bill of a lab that works in us-east-1.',
  },
  NO_IDENTITIES_PICTURE: {
    status: 404,
    message: 'Lab {lab} has no check of an execution role, so there is nothing to draw.',
    cure: 'Open it for a lab about SageMaker AI.',
  },
  NO_PODS_PICTURE: {
    status: 404,
    message: 'Lab {lab} has no check of Kubernetes manifests, so there is nothing to draw.',
    cure: 'Open it for a lab about EKS.',
  },
  PAYLOAD_TOO_LARGE: {
    status: 413,
    message: 'The body is larger than this route takes.',
    cure: 'Send less at once.',
  },
  MEDIA_TYPE: { status: 415, message: 'This route takes JSON.', cure: 'Send content-type application/json.' },
  RATE_LIMITED: {
    status: 429,
    message: 'Too many requests: at most {max} in {window}.',
    cure: 'Wait {after}, then try again.',
  },
  INTERNAL: {
    status: 500,
    message: 'Something broke on our side.',
    cure: 'Nothing that was stored is lost. The log of the server names the request {request}.',
  },
  OVERLOADED: {
    status: 503,
    message: 'The server has more to do than it can.',
    cure: 'Nothing was lost. Try again in a few seconds.',
  },
  ENGINE_UNAVAILABLE: {
    status: 503,
    message: 'The sandbox is not running: {problem}',
    cure: 'Lessons and quizzes work meanwhile.',
  },
  PAGE_NOT_BUILT: {
    status: 503,
    message: 'The web app has not been built: {file} is missing.',
    cure: 'Run `npm run build` and load the page again.',
  },
  CONFIG_INVALID: {
    status: 500,
    message: 'The configuration is not usable.',
    cure: 'Correct the environment variables that are named and start again.',
  },
  HOST_NOT_LOOPBACK: {
    status: 500,
    message:
      'GROUNDSCHOOL_HOST={host} would let other machines in, unencrypted; self-study mode has no login either.',
    cure: 'Use 127.0.0.1, or set GROUNDSCHOOL_ALLOW_REMOTE=true if something in front of it encrypts and keeps others out.',
  },
  PORT_TAKEN: {
    status: 500,
    message: 'Port {port} on {host} is taken.',
    cure: 'End the other program, or choose another port with GROUNDSCHOOL_PORT.',
  },
  DATA_DIR_UNUSABLE: {
    status: 500,
    message: 'The data folder {folder} cannot be used: {problem}.',
    cure: 'Make it writable for this user, or choose another one with GROUNDSCHOOL_DATA_DIR.',
  },
} as const satisfies Record<string, ErrorSpec>;

export type ErrorCode = keyof typeof ERRORS;

type Values = Readonly<Record<string, string | number | undefined>>;

/** Fills {placeholders}; an unknown one stays, so that a test finds it. */
export function fill(template: string, values: Values): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : String(value);
  });
}

/** An error with a code: what happened, what to do, and (where there are several) the places. */
export class CodedError extends Error {
  readonly code: ErrorCode;
  readonly statusCode: number;
  readonly cure: string | undefined;
  readonly details: readonly string[];

  constructor(
    code: ErrorCode,
    values: Values = {},
    options: { details?: readonly string[]; cause?: unknown } = {},
  ) {
    const spec: ErrorSpec = ERRORS[code];
    super(fill(spec.message, values), { cause: options.cause });
    this.name = 'CodedError';
    this.code = code;
    this.statusCode = spec.status;
    this.cure = spec.cure === undefined ? undefined : fill(spec.cure, values);
    this.details = options.details ?? [];
  }
}
