/** The public development key that the relay and the rbuilder template of builder-playground sign with. */
export const DEV_SECRET_KEY = '0x5eae315483f028b5cdd5d1090ff0c7618b18737ea9bf3c35047189db22835c48';
