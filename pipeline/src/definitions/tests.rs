//! What a config folder may and may not say.
