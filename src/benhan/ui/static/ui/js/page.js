// The one script every page loads; each module looks for its own data attributes.
