/** Errors about receipts, certificates and reviews: lines of the table in errors.ts. */
export const RECORD_ERRORS = {
  RECEIPT_NOT_FOUND: {
    status: 404,
    message: 'There is no receipt {id}.',
    cure: 'GET /api/receipts lists them.',
  },
  CERTIFICATE_NOT_FOUND: {
    status: 404,
    message: 'There is no certificate {id}.',
    cure: 'GET /api/certificates lists them.',
  },
  CERTIFICATE_SCOPE_UNKNOWN: {
    status: 404,
    message: 'Nothing called "{scope}" can be certified.',
    cure: 'Scopes: {known}.',
  },
  CERTIFICATE_INCOMPLETE: {
    status: 409,
    message: 'There is nothing to certify yet: "{title}" is not complete.',
    cure: 'What is missing is in the details.',
  },
  RECORD_UNREADABLE: {
    status: 400,
    message: 'This is no receipt or certificate of Groundschool: {problem}.',
    cure: 'Take the JSON file as it was downloaded.',
  },
  RECORD_KEY_FOREIGN: {
    status: 409,
    message: 'It is signed with the key {given}, and the key to trust is {trusted}.',
    cure: 'Ask whoever issued it for their public key and give it with --key, or take it for forged.',
  },
  RECORD_FORGED: {
    status: 409,
    message: 'The signature does not hold. Fields that do not fit what it lists: {fields}.',
    cure: 'Ask for the file as it was issued. This one was made or changed by somebody without the key.',
  },
  RECORD_ALTERED: {
    status: 409,
    message: 'It was changed after it was signed: {fields}.',
    cure: 'Ask for the file as it was issued.',
  },
  RECORD_NAME_DIFFERS: {
    status: 409,
    message: 'It was issued to "{said}", not to "{given}".',
    cure: 'Ask for a certificate in the right name.',
  },
  RECORD_EVIDENCE_DIFFERS: {
    status: 409,
    message: 'The stored evidence of attempt {attempt} has the digest {found}, and the record says {said}.',
    cure: 'Compare with a backup of the database: one of the two was changed.',
  },
  RECORD_EVIDENCE_MISSING: {
    status: 409,
    message: 'No evidence of attempt {attempt} is stored here.',
    cure: 'Take a copy of the database that it was judged in.',
  },
  REVIEW_NOT_FOUND: {
    status: 404,
    message: 'There is no review {id}.',
    cure: 'Start one with POST /api/reviews.',
  },
  REVIEW_NOTHING_DUE: {
    status: 409,
    message: 'No question is due.',
    cure: '{cure}',
  },
} as const;
