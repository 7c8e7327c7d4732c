import { PLAYGROUND_IMAGE } from '../../components/images.ts';

/** What our image is called where nobody has named another. */
export const STANDARD_IMAGE = PLAYGROUND_IMAGE.join(':');
