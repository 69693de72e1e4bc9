package io.millrace.sdk.io.s3;

import io.millrace.sdk.testing.filesystems.FileSystemContract;

class S3FileSystemContractTest extends FileSystemContract {

  @Override
  protected String directory() {
    return S3Server.get().newBucket() + "a directory/";
  }

  @Override
  protected int largeFileBytes() {
    return 12 << 20; // three parts
  }

  @Override
  protected int manyFiles() {
    return 1001;
  }

  @Override
  protected boolean hasDirectories() {
    return false;
  }
}
