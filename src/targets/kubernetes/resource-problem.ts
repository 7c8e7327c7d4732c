/** One thing that is wrong with a resource, and where. */
export interface ResourceProblem {
  code: string;
  /** As a person writes it: `spec.services[2].args[3]`; empty for the resource as a whole. */
  path: string;
  /** Inside a text with templates; counted from 1. */
  column?: number;
  message: string;
  /** What to do about it; may be empty. */
  hint: string;
}
