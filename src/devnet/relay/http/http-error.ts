/** A refusal that the caller is told about: the status, and the message as `{"code":400,"message":"…"}`. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}
