/** What the detail of an observation begins with where the time was up before AWS had to show a change: it has a cure of its own. */
export const NOT_VISIBLE = 'not visible yet';
