/** Why a request was refused, in words for people. */
export const errorCodes = {
  notJson: 'the message is not JSON',
  badMessage: 'the message is not one of the protocol',
  unknownTopic: 'no topic has this name, or begins like this',
  tooManySubscriptions: 'there are as many subscriptions as there may be',
  notSubscribed: 'there is no such subscription',
  forbidden: 'a command needs the token of a controller',
  unknownRun: 'no run has this name',
  tooFast: 'too many messages, or too many commands: wait',
  revConflict: 'other commands have been applied since',
  keyConflict: 'the key belongs to another command',
  refused: 'the run did not obey',
} as const;

/** Why a request is refused. */
export type ErrorCode = keyof typeof errorCodes;
