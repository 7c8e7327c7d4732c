/** A volume with this prefix in its name is one for all services that name it. */
export const SHARED_VOLUME = 'shared:';
