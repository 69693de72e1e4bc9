package io.millrace.runners.core.plan;

/**
 * A view that a transform reads. The access pattern, view function and window mapping stand in the
 * reader's payload.
 *
 * @param transformId the reader
 * @param localName the name of the view in the reader's payload
 * @param collectionId the collection of the model that the view is made of
 */
public record SideInputUse(String transformId, String localName, String collectionId) {}
