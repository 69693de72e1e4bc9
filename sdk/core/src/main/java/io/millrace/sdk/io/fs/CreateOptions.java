package io.millrace.sdk.io.fs;

/** How a file is created. */
public abstract class CreateOptions {

  // only the options below
  CreateOptions() {}

  /** The media type of the content, for file systems that keep it. */
  public abstract String mimeType();

  /** Whether it is an error if the file is there already, rather than that it is replaced. */
  public abstract Boolean expectFileToNotExist();

  /** What all builders of options have. */
  public abstract static class Builder<BuilderT extends Builder<BuilderT>> {
    Builder() {}

    /** See {@link CreateOptions#mimeType}. */
    public abstract BuilderT setMimeType(String value);

    /** See {@link CreateOptions#expectFileToNotExist}; the default is false. */
    public abstract BuilderT setExpectFileToNotExist(Boolean value);
  }

  /** The options that every file system knows. */
  public static final class StandardCreateOptions extends CreateOptions {
    private final String mimeType;
    private final boolean expectFileToNotExist;

    private StandardCreateOptions(String mimeType, boolean expectFileToNotExist) {
      this.mimeType = mimeType;
      this.expectFileToNotExist = expectFileToNotExist;
    }

    @Override
    public String mimeType() {
      return mimeType;
    }

    @Override
    public Boolean expectFileToNotExist() {
      return expectFileToNotExist;
    }

    /** A builder with the media type of bytes of no known kind. */
    public static Builder builder() {
      return new Builder();
    }

    /** Builds {@link StandardCreateOptions}. */
    public static final class Builder extends CreateOptions.Builder<Builder> {
      private String mimeType = "application/octet-stream";
      private boolean expectFileToNotExist;

      private Builder() {}

      @Override
      public Builder setMimeType(String value) {
        this.mimeType = value;
        return this;
      }

      @Override
      public Builder setExpectFileToNotExist(Boolean value) {
        this.expectFileToNotExist = value;
        return this;
      }

      /** The options. */
      public StandardCreateOptions build() {
        return new StandardCreateOptions(mimeType, expectFileToNotExist);
      }
    }
  }
}
