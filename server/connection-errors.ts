/** Errors of tokens, webhooks and what is done with learners' data; part of ERRORS. */
export const CONNECTION_ERRORS = {
  API_TOKEN_INVALID: {
    status: 401,
    message: 'This token is unknown, was revoked, or has run out.',
    cure: 'Make another one under Connections of the cohort. A token also ends when its owner may less than it.',
  },
  API_TOKEN_NOT_HERE: {
    status: 403,
    message: '{method} {url} cannot be called with a token.',
    cure: 'See docs/api.md for what can be; for everything else somebody logs in.',
  },
  API_TOKEN_SCOPE: {
    status: 403,
    message: 'This token does not have the scope {scope}.',
    cure: 'It has {scopes}. Make one with the scope that is missing.',
  },
  API_TOKEN_ROLE: {
    status: 403,
    message: 'A token with the role {role} is not yours to make.',
    cure: 'Choose a role that is no higher than your own in this cohort.',
  },
  API_TOKEN_USELESS: {
    status: 400,
    message: 'The role {role} does not allow what these scopes are for: {scopes}.',
    cure: 'Leave them out, or choose a higher role.',
  },
  API_TOKEN_LIMIT: {
    status: 409,
    message: 'You have {count} tokens in this cohort, and more are not made.',
    cure: 'Revoke one that nothing uses any more: the list says when each was last used.',
  },
  API_TOKEN_NOT_FOUND: {
    status: 404,
    message: 'There is no such token that you could revoke.',
    cure: 'The page Connections of the cohort lists them.',
  },
  API_TOKEN_MAKES_NO_USERS: {
    status: 403,
    message: 'A token makes no users, and {count} of the file have no login here yet.',
    cure: 'Somebody imports the file on the page of the roster and hands out the links; then programs keep it up to date.',
  },
  WEBHOOK_NOT_FOUND: {
    status: 404,
    message: 'This cohort has no webhook {id}.',
    cure: 'The page Connections of the cohort lists them.',
  },
  WEBHOOK_LIMIT: {
    status: 409,
    message: 'This cohort has {count} webhooks, and more are not made.',
    cure: 'Remove one, or let one receiver pass things on.',
  },
  WEBHOOK_URL_REFUSED: {
    status: 400,
    message: 'A webhook cannot go there: {problem}.',
    cure: 'Give an https address that the internet reaches, without user name, password or fragment in it.',
  },
  DELIVERY_NOT_FOUND: {
    status: 404,
    message: 'This webhook has no delivery {id}.',
    cure: 'Deliveries are kept for thirty days after they have ended.',
  },
  DELIVERY_NOT_ENDED: {
    status: 409,
    message: 'The delivery is {status} already.',
    cure: 'What has been given up or delivered can be sent again.',
  },
  ERASE_CONFIRM: {
    status: 400,
    message: 'The login that was typed is not the one of this learner.',
    cure: 'Type the login exactly; erasing cannot be taken back.',
  },
  ERASE_STAFF: {
    status: 409,
    message: 'Whoever has a role in a cohort, or administers the server, cannot be erased.',
    cure: 'Take the role away first, on the page of staff or of users.',
  },
  PRIVACY_ELSEWHERE: {
    status: 403,
    message: 'This learner is in other cohorts too, whose data belong to them.',
    cure: 'An admin of the server exports or erases: groundschool privacy export <login>.',
  },
} as const;
