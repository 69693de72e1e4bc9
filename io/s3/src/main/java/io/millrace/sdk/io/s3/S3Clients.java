package io.millrace.sdk.io.s3;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** One client for all file systems of the same settings, made when it is first needed. */
final class S3Clients {

  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration SILENCE = Duration.ofSeconds(60);

  private static final ConcurrentHashMap<S3Settings, S3Client> CLIENTS = new ConcurrentHashMap<>();

  private S3Clients() {}

  static S3Client of(S3Settings settings) {
    return CLIENTS.computeIfAbsent(settings, S3Clients::connect);
  }

  private static S3Client connect(S3Settings settings) {
    S3ClientBuilder builder =
        S3Client.builder()
            .forcePathStyle(settings.pathStyle())
            // what is written is in memory, so that its checksum can go ahead of it, in a header;
            // not all servers understand it in chunks with the checksum behind them
            .serviceConfiguration(configuration -> configuration.chunkedEncodingEnabled(false))
            .httpClientBuilder(
                UrlConnectionHttpClient.builder().connectionTimeout(CONNECT).socketTimeout(SILENCE))
            .overrideConfiguration(
                configuration ->
                    configuration
                        .addExecutionInterceptor(new NamesServer())
                        .retryStrategy(
                            AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                .maxAttempts(settings.attempts())
                                .retryOnException(S3Clients::isConflict)
                                .build()));
    URI endpoint = settings.endpoint();
    String region = settings.region();
    if (endpoint != null) {
      builder.endpointOverride(endpoint);
    }
    if (region != null) {
      builder.region(Region.of(region));
    } else if (endpoint != null) {
      builder.region(regionOfEnvironment());
    }
    return builder.build();
  }

  /** Servers other than Amazon's are in no region, but requests are signed with the name of one. */
  private static Region regionOfEnvironment() {
    try {
      return new AwsRegionProviderChain(
              new SystemSettingsRegionProvider(), new AwsProfileRegionProvider())
          .getRegion();
    } catch (SdkClientException none) {
      return Region.US_EAST_1;
    }
  }

  /**
   * Whether two conditional writes met, of which S3 does not say who wins ({@code 409
   * ConditionalRequestConflict}): to be tried again, when one will be answered 412.
   */
  private static boolean isConflict(Throwable e) {
    return e instanceof S3Exception s3
        && s3.statusCode() == 409
        && s3.awsErrorDetails() != null
        && "ConditionalRequestConflict".equals(s3.awsErrorDetails().errorCode());
  }

  /** Says which server there was no connection to; the client does not. */
  private static final class NamesServer implements ExecutionInterceptor {

    @Override
    public Throwable modifyException(
        Context.FailedExecution context, ExecutionAttributes attributes) {
      Throwable failure = context.exception();
      SdkHttpRequest request = context.httpRequest().orElse(null);
      if (request == null
          || failure instanceof AbortedException
          || !(failure instanceof SdkClientException)
          || !(failure.getCause() instanceof IOException)) {
        return failure;
      }
      String server = request.protocol() + "://" + request.host() + ":" + request.port();
      return SdkClientException.create(
          "no connection to " + server + ": " + failure.getCause().getMessage(), failure);
    }
  }
}
