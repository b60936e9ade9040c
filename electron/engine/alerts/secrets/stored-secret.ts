const STORED = /^trivet:secret\/([\w.-]{1,64})$/;

/** The name in `trivet:secret/NAME`, which stands in a configuration in place of a secret; undefined where it is none. */
export const storedSecretName = (text: string): string | undefined => STORED.exec(text)?.[1];
